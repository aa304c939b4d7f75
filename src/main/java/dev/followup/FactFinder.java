package dev.followup;

import dev.followup.crm.CrmFacts;
import dev.followup.crm.Found;
import dev.followup.crm.Visit;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.rule.RuleBook;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Fetches from the CRM what rules name and hooks lack: the lead of an incoming lead or of a digital-pipeline
/// hook, the contact and the company of a lead. One call for all events, for each kind of entity.
@ApplicationScoped
class FactFinder {

    /// Leads first, since they say which contact and which company are theirs.
    private static final List<EntityRef.Type> ORDER =
            List.of(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);

    private final CrmFacts crm;

    FactFinder(CrmFacts crm) {
        this.crm = crm;
    }

    /// Events with all that the rules could ask of them. What the CRM does not have is left out, as hooks would.
    Findings complete(Visit visit, RuleBook book, List<CrmEvent> events) {
        var complete = new LinkedHashMap<String, CrmEvent>();
        events.forEach(event -> complete.put(event.key(), event));
        var incomplete = new ArrayList<CrmEvent>();
        for (var type : ORDER) {
            var ids = new HashMap<String, Long>();
            complete.forEach((key, event) -> wanted(type, event, book).ifPresent(id -> ids.put(key, id)));
            switch (crm.fetch(visit, type, Set.copyOf(ids.values()))) {
                case Found.All(var documents) ->
                    ids.forEach((key, id) -> complete.computeIfPresent(
                            key, (_, event) -> event.knowing(type.singular(), documents.getOrDefault(id, Map.of()))));
                case Found.Failed(var why) -> {
                    Logbook.waits(visit.account(), ids.size() + " events that lack their " + type.word(), why);
                    ids.keySet()
                            .forEach(key ->
                                    Stream.ofNullable(complete.remove(key)).forEach(incomplete::add));
                }
            }
        }
        return new Findings(List.copyOf(complete.values()), List.copyOf(incomplete));
    }

    /// The id under which an event's entity of this type is to be fetched; empty if no rule asks for it.
    private static Optional<Long> wanted(EntityRef.Type type, CrmEvent event, RuleBook book) {
        var missing = book.missing(event);
        boolean isNeeded = type == EntityRef.Type.LEADS ? isLeadNeeded(missing, event) : missing.contains(type);
        return isNeeded ? id(type, event) : Optional.empty();
    }

    /// A lead is also needed for whom it belongs to.
    private static boolean isLeadNeeded(Set<EntityRef.Type> missing, CrmEvent event) {
        return missing.contains(EntityRef.Type.LEADS)
                || missing.stream()
                        .anyMatch(type -> event.facts().at("lead." + link(type)).isEmpty());
    }

    private static Optional<Long> id(EntityRef.Type type, CrmEvent event) {
        var entity = event.entity();
        if (entity != null && entity.type() == type) {
            return Optional.of(entity.id());
        }
        return Stream.of("lead." + link(type), "contact." + link(type), "contact.linked_company_id")
                .filter(path -> type == EntityRef.Type.COMPANIES || path.startsWith("lead."))
                .flatMap(path -> event.facts().id(path).stream())
                .findFirst();
    }

    private static String link(EntityRef.Type type) {
        return type.singular() + "_id";
    }

    /// What came of it.
    ///
    /// @param complete events that can be planned
    /// @param incomplete events for which the CRM could not be asked
    record Findings(List<CrmEvent> complete, List<CrmEvent> incomplete) {}
}
