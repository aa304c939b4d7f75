package dev.followup.worker.intake;

import dev.followup.event.CrmEvent;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.Tick;
import java.util.List;

/// A message of the inbox and what it is: asked once, where it is decoded.
public sealed interface DecodedMessage {

    /// The message as the inbox has it.
    InboxMessage message();

    /// A webhook's body.
    ///
    /// @param events in the order of the body; empty if it reports nothing that is known
    record WebhookEvents(InboxMessage message, List<CrmEvent> events) implements DecodedMessage {
        public WebhookEvents {
            events = List.copyOf(events);
        }
    }

    /// A tick of the scheduler.
    record ClockTick(InboxMessage message, Tick tick) implements DecodedMessage {}

    /// Neither of them.
    ///
    /// @param reason what was found and what is expected, for the person who looks at the dead letters
    record Unreadable(InboxMessage message, String reason) implements DecodedMessage {}
}
