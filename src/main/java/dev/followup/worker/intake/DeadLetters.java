package dev.followup.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.telemetry.Metric;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/// Takes aside what cannot be read or planned, so that it does not block its lane.
@ApplicationScoped
public class DeadLetters {

    private final Inbox inbox;

    public DeadLetters(Inbox inbox) {
        this.inbox = inbox;
    }

    /// Parks a message.
    ///
    /// @param reason why nothing follows from it
    /// @throws dev.followup.inbox.InboxUnavailableException if that was not possible: then it must come again
    void add(CrmSession session, InboxMessage message, String reason) {
        inbox.sendToDeadLetters(message, reason);
        session.metrics().add(Metric.DEAD_LETTERED, 1);
    }

    /// Parks an event that cannot be planned: the message that told of it, or what is left of it.
    ///
    /// @param reported what messages tell
    /// @throws dev.followup.inbox.InboxUnavailableException if that was not possible
    public void add(CrmSession session, CrmEvent event, List<DecodedMessage> reported) {
        var message = reported.stream()
                .filter(one ->
                        one.events().stream().anyMatch(other -> other.key().equals(event.key())))
                .findFirst()
                .map(DecodedMessage::message)
                .orElseGet(() -> remains(event));
        add(session, message, "planning " + event.key() + " failed; the log tells why");
    }

    /// What is left of an event that has waited for its facts: the message that told of it is gone.
    private static InboxMessage remains(CrmEvent event) {
        var id = UUID.nameUUIDFromBytes(event.key().getBytes(UTF_8)).toString();
        return new InboxMessage(id, event.account(), event.toString(), event.time());
    }
}
