package dev.followup.worker.recovery;

import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.eventlog.RecordedEvent;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.EventKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/// The filter of recorded events that may belong to incoming leads. Webhooks report these under names that the
/// event log does not have, and report no new lead, contact or stage for them: these events were not missed.
@ApplicationScoped
public class IncomingLeadFilter {

    private static final Set<EventKind> ARRIVALS =
            Set.of(EventKind.LEAD_ADDED, EventKind.CONTACT_ADDED, EventKind.COMPANY_ADDED);

    private final CrmEntities crm;

    public IncomingLeadFilter(CrmEntities crm) {
        this.crm = crm;
    }

    /// Whether an event may belong to an incoming lead: no user of the account added the entity.
    static boolean mayBeIncomingLead(RecordedEvent recorded) {
        return ARRIVALS.contains(recorded.kind()) && recorded.author() == 0;
    }

    /// The events without those changes of stage by which incoming leads were accepted or declined.
    CrmResult<List<RecordedEvent>> withoutIncomingLeads(CrmSession session, List<RecordedEvent> recordedEvents) {
        if (recordedEvents.stream().noneMatch(recorded -> recorded.kind() == EventKind.LEAD_STATUS_CHANGED)) {
            return new CrmResult.All<>(recordedEvents);
        }
        return switch (crm.incomingStages(session)) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var stages) ->
                new CrmResult.All<>(recordedEvents.stream()
                        .filter(recorded ->
                                !(recorded.old().get("status_id") instanceof Long from && stages.contains(from)))
                        .toList());
        };
    }
}
