package dev.followup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.followup.crm.Measure;
import dev.followup.crm.Visit;
import dev.followup.event.CrmEvent;
import dev.followup.lane.Lanes;
import dev.followup.lane.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/// Takes aside what cannot be read or planned, so that it does not block its lane.
@ApplicationScoped
class Parking {

    private final Lanes lanes;

    Parking(Lanes lanes) {
        this.lanes = lanes;
    }

    /// Parks a message.
    ///
    /// @param reason why nothing follows from it
    /// @throws dev.followup.lane.LaneUnavailableException if that was not possible: then it must come again
    void park(Visit visit, Message message, String reason) {
        lanes.park(message, reason);
        visit.tally().add(Measure.PARKED, 1);
    }

    /// Parks an event that cannot be planned: the message that told of it, or what is left of it.
    ///
    /// @param told what messages tell
    /// @throws dev.followup.lane.LaneUnavailableException if that was not possible
    void park(Visit visit, CrmEvent event, List<Told> told) {
        var message = told.stream()
                .filter(one ->
                        one.events().stream().anyMatch(other -> other.key().equals(event.key())))
                .findFirst()
                .map(Told::message)
                .orElseGet(() -> remains(event));
        park(visit, message, "planning " + event.key() + " failed; the log tells why");
    }

    /// What is left of an event that has waited for its facts: the message that told of it is gone.
    private static Message remains(CrmEvent event) {
        var id = UUID.nameUUIDFromBytes(event.key().getBytes(UTF_8)).toString();
        return new Message(id, event.account(), event.toString(), event.time());
    }
}
