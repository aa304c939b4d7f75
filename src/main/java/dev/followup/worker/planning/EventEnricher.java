package dev.followup.worker.planning;

import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.session.AccountAvailability;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.rule.RuleBook;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The enrichment of events with facts that rules use and webhooks lack: the lead of an incoming lead or of a
/// digital-pipeline webhook, the contact and the company of a lead. It takes a hundred events at a time, with
/// one request for each type of entity, and keeps what it has fetched when a request fails or time is up.
///
/// An event whose facts cannot be fetched waits. It is planned without them only in two cases: the CRM does not
/// have the entity a minute after the webhook, or refuses it for six hours although it serves the account.
@ApplicationScoped
public class EventEnricher {

    /// How long facts are waited for that the CRM does not deliver, although it serves the account.
    static final Duration PATIENCE = Duration.ofHours(6);

    /// How many requests without an answer end the fetching: each may take as long as all its attempts.
    private static final int MAX_UNANSWERED = 2;

    /// Leads first, since they contain the ids of their contact and company.
    private static final List<EntityRef.Type> ORDER =
            List.of(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);

    private final CrmEntities crm;
    private final Clock clock;

    public EventEnricher(CrmEntities crm, Clock clock) {
        this.crm = crm;
        this.clock = clock;
    }

    /// Events with all facts that the rules could use.
    public EnrichmentResult enrich(CrmSession session, RuleBook book, List<PlannableEvent> events) {
        return enrich(session, book::missing, events);
    }

    /// Events with all facts that are required.
    ///
    /// @param required the entities to fetch for an event, as far as it lacks them
    public EnrichmentResult enrich(
            CrmSession session, Function<CrmEvent, Set<EntityRef.Type>> required, List<PlannableEvent> events) {
        var enrichment = new Enrichment(session, required, events, clock.instant());
        events.stream()
                .filter(one -> !required.apply(one.event()).isEmpty())
                .gather(Gatherers.windowFixed(Page.IDS_IN_A_CALL))
                .forEach(enrichment::fetchFacts);
        enrichment.logFailures();
        return enrichment.result();
    }

    /// The events that can be planned, and those that cannot.
    ///
    /// @param complete events that can be planned, in their order
    /// @param incomplete events whose facts could not be fetched, and later ones about the same entity:
    /// events of an entity are planned in their order
    /// @param missing the entities for which incomplete events wait, by the events' keys; an event that waits
    /// only for an earlier one has none
    /// @param withoutFacts of complete events, the entities without facts and why, by the events' keys
    public record EnrichmentResult(
            List<PlannableEvent> complete,
            List<PlannableEvent> incomplete,
            Map<String, EntityRef> missing,
            Map<String, Map<EntityRef, String>> withoutFacts) {

        private static EnrichmentResult of(
                Collection<PlannableEvent> events,
                Map<String, EntityRef> missing,
                Map<String, Map<EntityRef, String>> withoutFacts) {
            var complete = new ArrayList<PlannableEvent>();
            var incomplete = new ArrayList<PlannableEvent>();
            var blocked = new HashSet<EntityRef>();
            for (var one : events) {
                var entity = one.event().entity();
                if (!missing.containsKey(one.key()) && (entity == null || !blocked.contains(entity))) {
                    complete.add(one);
                    continue;
                }
                incomplete.add(one);
                Stream.ofNullable(entity).forEach(blocked::add);
            }
            return new EnrichmentResult(List.copyOf(complete), List.copyOf(incomplete), missing, withoutFacts);
        }
    }

    private final class Enrichment {

        private final CrmSession session;
        private final Function<CrmEvent, Set<EntityRef.Type>> required;
        private final Instant now;
        private final Map<String, PlannableEvent> events = new LinkedHashMap<>();
        private final Map<EntityRef, Map<String, @Nullable Object>> fetched = new HashMap<>();
        private final Set<EntityRef> absent = new HashSet<>();
        private final Map<String, EntityRef> missing = new HashMap<>();
        private final Map<String, Map<EntityRef, String>> withoutFacts = new HashMap<>();

        private @Nullable CrmFailure lastUnanswered;
        private int unanswered;

        /// How many events wait, by type and failure.
        private final Map<EntityRef.Type, Map<CrmFailure, Integer>> failures = new LinkedHashMap<>();

        Enrichment(
                CrmSession session,
                Function<CrmEvent, Set<EntityRef.Type>> required,
                List<PlannableEvent> events,
                Instant now) {
            this.session = session;
            this.required = required;
            this.now = now;
            events.forEach(one -> this.events.put(one.key(), one));
        }

        void fetchFacts(List<PlannableEvent> portion) {
            for (var type : ORDER) {
                var needs = needs(portion, type);
                var unknown = needs.values().stream()
                        .filter(entity -> !fetched.containsKey(entity) && !absent.contains(entity))
                        .map(EntityRef::id)
                        .collect(Collectors.toSet());
                switch (fetch(type, unknown)) {
                    case CrmResult.All(var documents) -> {
                        unknown.forEach(id -> keep(new EntityRef(type, id), documents.get(id)));
                        needs.forEach(this::addFacts);
                    }
                    case CrmResult.Failed(var failure) ->
                        needs.forEach((key, entity) -> addFactsOrWait(key, entity, failure));
                }
            }
        }

        /// Fetches entities, unless too many requests got no answer.
        private CrmResult<Map<Long, Map<String, @Nullable Object>>> fetch(EntityRef.Type type, Set<Long> ids) {
            var last = lastUnanswered;
            if (!ids.isEmpty() && last != null && (session.isClosed() || unanswered == MAX_UNANSWERED)) {
                return new CrmResult.Failed<>(last);
            }
            var result = crm.fetch(session, type, ids);
            if (result instanceof CrmResult.Failed(var failure) && !(failure instanceof CrmFailure.Refused)) {
                lastUnanswered = failure;
                unanswered++;
            }
            return result;
        }

        /// The entities of this type that events of a portion need, by the events' keys.
        private Map<String, EntityRef> needs(List<PlannableEvent> portion, EntityRef.Type type) {
            var needs = new LinkedHashMap<String, EntityRef>();
            for (var one : portion) {
                var current = events.get(one.key());
                if (current != null && !missing.containsKey(one.key())) {
                    idToFetch(type, current.event(), required)
                            .ifPresent(id -> needs.put(one.key(), new EntityRef(type, id)));
                }
            }
            return needs;
        }

        private void keep(EntityRef entity, @Nullable Map<String, @Nullable Object> document) {
            if (document == null) {
                absent.add(entity);
            } else {
                fetched.put(entity, document);
            }
        }

        private void addFactsOrWait(String key, EntityRef entity, CrmFailure failure) {
            if (fetched.containsKey(entity) || absent.contains(entity)) {
                addFacts(key, entity);
            } else if (hasWaitedLongEnough(key)) {
                addNothing(
                        key,
                        entity,
                        "they could not be fetched for " + PATIENCE.toHours() + " hours: " + failure.reason());
            } else {
                missing.put(key, entity);
                failures.computeIfAbsent(entity.type(), _ -> new LinkedHashMap<>())
                        .merge(failure, 1, Integer::sum);
            }
        }

        /// While the CRM does not serve the account at all, facts are waited for as long as that lasts.
        private boolean hasWaitedLongEnough(String key) {
            var one = events.get(key);
            return one != null
                    && !one.storedAt().isAfter(now.minus(PATIENCE))
                    && session.availability() instanceof AccountAvailability.Available;
        }

        private void addFacts(String key, EntityRef entity) {
            var one = events.get(key);
            if (one == null) {
                return;
            }
            var facts = fetched.get(entity);
            if (facts != null) {
                events.put(key, one.with(one.event().knowing(entity.type().singular(), facts)));
            } else if (one.isFresh(now)) {
                missing.put(key, entity);
            } else {
                addNothing(key, entity, "the CRM does not have it");
            }
        }

        private void addNothing(String key, EntityRef entity, String reason) {
            withoutFacts.computeIfAbsent(key, _ -> new LinkedHashMap<>()).put(entity, reason);
            events.computeIfPresent(
                    key, (_, one) -> one.with(one.event().knowing(entity.type().singular(), Map.of())));
        }

        void logFailures() {
            failures.forEach((type, counts) -> counts.forEach((failure, count) -> failure.log(
                    session.account().name(), "planning of " + count + " events that need facts of " + type.word())));
        }

        EnrichmentResult result() {
            return EnrichmentResult.of(events.values(), missing, withoutFacts);
        }
    }

    /// The id of the event's entity of this type if it must be fetched; empty if no rule uses it.
    private static Optional<Long> idToFetch(
            EntityRef.Type type, CrmEvent event, Function<CrmEvent, Set<EntityRef.Type>> required) {
        var missing = required.apply(event);
        boolean isNeeded = type == EntityRef.Type.LEADS ? isLeadNeeded(missing, event) : missing.contains(type);
        return isNeeded ? idOf(type, event) : Optional.empty();
    }

    /// A lead is also needed for the ids of its contact and company, unless the event names the contact itself.
    private static boolean isLeadNeeded(Set<EntityRef.Type> missing, CrmEvent event) {
        return missing.stream().anyMatch(type -> switch (type) {
            case LEADS -> true;
            case CONTACTS -> idOf(type, event).isEmpty();
            case COMPANIES, CUSTOMERS ->
                event.facts().at("lead." + type.singular() + "_id").isEmpty();
        });
    }

    private static Optional<Long> idOf(EntityRef.Type type, CrmEvent event) {
        var entity = event.entity();
        if (entity != null && entity.type() == type) {
            return Optional.of(entity.id());
        }
        var links = switch (type) {
            case CONTACTS -> Stream.of("message.contact_id", "talk.contact_id", "lead.contact_id");
            case COMPANIES -> Stream.of("lead.company_id", "contact.company_id", "contact.linked_company_id");
            case LEADS, CUSTOMERS -> Stream.<String>of();
        };
        return links.flatMap(path -> event.facts().id(path).stream()).findFirst();
    }
}
