package dev.followup.worker.planning;

import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.rule.RuleBook;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The enrichment of events with facts that rules use and webhooks lack: the lead of an incoming lead or of a
/// digital-pipeline webhook, the contact and the company of a lead. It makes one request for all events, for
/// each type of entity.
@ApplicationScoped
public class EventEnricher {

    private static final Logger LOG = Logger.getLogger(EventEnricher.class);

    /// Leads first, since they contain the ids of their contact and company.
    private static final List<EntityRef.Type> ORDER =
            List.of(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);

    private final CrmEntities crm;

    public EventEnricher(CrmEntities crm) {
        this.crm = crm;
    }

    /// Events with all facts that the rules could use. Facts that the CRM does not have or refuses are left
    /// out, as in webhooks.
    public EnrichmentResult enrich(CrmSession session, RuleBook book, List<CrmEvent> events) {
        var byKey = new LinkedHashMap<String, CrmEvent>();
        events.forEach(event -> byKey.put(event.key(), event));
        var incompleteKeys = new HashSet<String>();
        for (var type : ORDER) {
            var ids = new HashMap<String, Long>();
            byKey.forEach((key, event) -> idToFetch(type, event, book)
                    .filter(_ -> !incompleteKeys.contains(key))
                    .ifPresent(id -> ids.put(key, id)));
            switch (crm.fetch(session, type, Set.copyOf(ids.values()))) {
                case CrmResult.All(var documents) -> addFacts(byKey, type, ids, documents);
                case CrmResult.Failed(CrmFailure.Refused(var reason)) -> {
                    LOG.warnf(
                            "%s: %d events are planned without facts of their %s: the CRM refused them: %s",
                            session.account().name(), ids.size(), type.word(), reason);
                    addFacts(byKey, type, ids, Map.of());
                }
                case CrmResult.Failed(var failure) -> {
                    failure.log(
                            session.account().name(),
                            "planning of " + ids.size() + " events without facts of their " + type.word());
                    incompleteKeys.addAll(ids.keySet());
                }
            }
        }
        return EnrichmentResult.of(byKey.values(), incompleteKeys);
    }

    private static void addFacts(
            Map<String, CrmEvent> byKey,
            EntityRef.Type type,
            Map<String, Long> ids,
            Map<Long, Map<String, @Nullable Object>> documents) {
        ids.forEach((key, id) -> byKey.computeIfPresent(
                key, (_, event) -> event.knowing(type.singular(), documents.getOrDefault(id, Map.of()))));
    }

    /// The id of the event's entity of this type if it must be fetched; empty if no rule uses it.
    private static Optional<Long> idToFetch(EntityRef.Type type, CrmEvent event, RuleBook book) {
        var missing = book.missing(event);
        boolean isNeeded = type == EntityRef.Type.LEADS ? isLeadNeeded(missing, event) : missing.contains(type);
        return isNeeded ? idOf(type, event) : Optional.empty();
    }

    /// A lead is also needed for the ids of its contact and company.
    private static boolean isLeadNeeded(Set<EntityRef.Type> missing, CrmEvent event) {
        return missing.contains(EntityRef.Type.LEADS)
                || missing.stream()
                        .anyMatch(type ->
                                event.facts().at("lead." + linkField(type)).isEmpty());
    }

    private static Optional<Long> idOf(EntityRef.Type type, CrmEvent event) {
        var entity = event.entity();
        if (entity != null && entity.type() == type) {
            return Optional.of(entity.id());
        }
        return Stream.of("lead." + linkField(type), "contact." + linkField(type), "contact.linked_company_id")
                .filter(path -> type == EntityRef.Type.COMPANIES || path.startsWith("lead."))
                .flatMap(path -> event.facts().id(path).stream())
                .findFirst();
    }

    private static String linkField(EntityRef.Type type) {
        return type.singular() + "_id";
    }

    /// The events that can be planned, and those that cannot.
    ///
    /// @param complete events that can be planned
    /// @param incomplete events whose facts could not be fetched, and later ones about the same entity:
    /// events of an entity are planned in their order
    public record EnrichmentResult(List<CrmEvent> complete, List<CrmEvent> incomplete) {

        private static EnrichmentResult of(Collection<CrmEvent> events, Set<String> incompleteKeys) {
            var complete = new ArrayList<CrmEvent>();
            var incomplete = new ArrayList<CrmEvent>();
            var blocked = new HashSet<EntityRef>();
            for (var event : events) {
                var entity = event.entity();
                if (!incompleteKeys.contains(event.key()) && (entity == null || !blocked.contains(entity))) {
                    complete.add(event);
                    continue;
                }
                incomplete.add(event);
                Stream.ofNullable(entity).forEach(blocked::add);
            }
            return new EnrichmentResult(List.copyOf(complete), List.copyOf(incomplete));
        }
    }
}
