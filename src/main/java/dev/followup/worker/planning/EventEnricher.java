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

/// Fetches from the CRM what rules name and hooks lack: the lead of an incoming lead or of a digital-pipeline
/// hook, the contact and the company of a lead. One call for all events, for each kind of entity.
@ApplicationScoped
public class EventEnricher {

    private static final Logger LOG = Logger.getLogger(EventEnricher.class);

    /// Leads first, since they say which contact and which company are theirs.
    private static final List<EntityRef.Type> ORDER =
            List.of(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);

    private final CrmEntities crm;

    public EventEnricher(CrmEntities crm) {
        this.crm = crm;
    }

    /// Events with all that the rules could ask of them. What the CRM does not have, or refuses to tell, is left
    /// out, as hooks would.
    public EnrichmentResult enrich(CrmSession session, RuleBook book, List<CrmEvent> events) {
        var known = new LinkedHashMap<String, CrmEvent>();
        events.forEach(event -> known.put(event.key(), event));
        var lacking = new HashSet<String>();
        for (var type : ORDER) {
            var ids = new HashMap<String, Long>();
            known.forEach((key, event) -> idToFetch(type, event, book)
                    .filter(_ -> !lacking.contains(key))
                    .ifPresent(id -> ids.put(key, id)));
            switch (crm.fetch(session, type, Set.copyOf(ids.values()))) {
                case CrmResult.All(var documents) -> addFacts(known, type, ids, documents);
                case CrmResult.Failed(CrmFailure.Refused(var words)) -> {
                    LOG.warnf(
                            "%s: planned without their %s: %s",
                            session.account().name(), type.word(), words);
                    addFacts(known, type, ids, Map.of());
                }
                case CrmResult.Failed(var failure) -> {
                    failure.log(session.account().name(), ids.size() + " events that lack their " + type.word());
                    lacking.addAll(ids.keySet());
                }
            }
        }
        return EnrichmentResult.of(known.values(), lacking);
    }

    private static void addFacts(
            Map<String, CrmEvent> known,
            EntityRef.Type type,
            Map<String, Long> ids,
            Map<Long, Map<String, @Nullable Object>> documents) {
        ids.forEach((key, id) -> known.computeIfPresent(
                key, (_, event) -> event.knowing(type.singular(), documents.getOrDefault(id, Map.of()))));
    }

    /// The id under which an event's entity of this type is to be fetched; empty if no rule asks for it.
    private static Optional<Long> idToFetch(EntityRef.Type type, CrmEvent event, RuleBook book) {
        var missing = book.missing(event);
        boolean isNeeded = type == EntityRef.Type.LEADS ? isLeadNeeded(missing, event) : missing.contains(type);
        return isNeeded ? idOf(type, event) : Optional.empty();
    }

    /// A lead is also needed for whom it belongs to.
    private static boolean isLeadNeeded(Set<EntityRef.Type> missing, CrmEvent event) {
        return missing.contains(EntityRef.Type.LEADS)
                || missing.stream()
                        .anyMatch(type -> event.facts().at("lead." + linkField(type)).isEmpty());
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

    /// What came of it.
    ///
    /// @param complete events that can be planned
    /// @param incomplete events for which the CRM could not be asked, and later ones about the same
    /// entity: what follows from them is decided in their order
    public record EnrichmentResult(List<CrmEvent> complete, List<CrmEvent> incomplete) {

        private static EnrichmentResult of(Collection<CrmEvent> events, Set<String> lacking) {
            var complete = new ArrayList<CrmEvent>();
            var incomplete = new ArrayList<CrmEvent>();
            var held = new HashSet<EntityRef>();
            for (var event : events) {
                var entity = event.entity();
                if (!lacking.contains(event.key()) && (entity == null || !held.contains(entity))) {
                    complete.add(event);
                    continue;
                }
                incomplete.add(event);
                Stream.ofNullable(entity).forEach(held::add);
            }
            return new EnrichmentResult(List.copyOf(complete), List.copyOf(incomplete));
        }
    }
}
