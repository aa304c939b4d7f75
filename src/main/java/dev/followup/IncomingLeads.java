package dev.followup;

import dev.followup.crm.CrmFacts;
import dev.followup.crm.Found;
import dev.followup.crm.Visit;
import dev.followup.event.EventKind;
import dev.followup.event.Happening;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/// Tells apart what may have come as an incoming lead, or with one. Hooks call these by names that the events
/// list does not have, and tell of no new lead, contact or stage besides: none of that is missing.
@ApplicationScoped
class IncomingLeads {

    private static final Set<EventKind> ARRIVALS =
            Set.of(EventKind.LEAD_ADDED, EventKind.CONTACT_ADDED, EventKind.COMPANY_ADDED);

    private final CrmFacts crm;

    IncomingLeads(CrmFacts crm) {
        this.crm = crm;
    }

    /// Whether it may have come so: nobody of the account has added it.
    static boolean mayHaveBrought(Happening happening) {
        return ARRIVALS.contains(happening.kind()) && happening.author() == 0;
    }

    /// All but the changes of stage by which incoming leads were accepted or declined.
    Found<List<Happening>> without(Visit visit, List<Happening> happenings) {
        if (happenings.stream().noneMatch(happening -> happening.kind() == EventKind.LEAD_STATUS_CHANGED)) {
            return new Found.All<>(happenings);
        }
        return switch (crm.incomingStages(visit)) {
            case Found.Failed(var why) -> new Found.Failed<>(why);
            case Found.All(var stages) ->
                new Found.All<>(happenings.stream()
                        .filter(happening ->
                                !(happening.old().get("status_id") instanceof Long from && stages.contains(from)))
                        .toList());
        };
    }
}
