package dev.followup.worker.intake;

import dev.followup.event.CrmEvent;
import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.Tick;
import java.time.Instant;
import java.util.List;

/// A decoded message of the inbox: a webhook, a tick, a request or none of them.
public sealed interface DecodedMessage {

    /// The message as it was received.
    InboxMessage message();

    /// A webhook.
    ///
    /// @param events in the order of the body; empty if it reports no known event
    record WebhookEvents(InboxMessage message, List<CrmEvent> events) implements DecodedMessage {
        public WebhookEvents {
            events = List.copyOf(events);
        }
    }

    /// A tick of the scheduler.
    record ClockTick(InboxMessage message, Tick tick) implements DecodedMessage {

        /// The tick's time.
        public Instant time() {
            return tick.time();
        }
    }

    /// What a person asks.
    record PersonRequest(InboxMessage message, AccountRequest request) implements DecodedMessage {}

    /// A message that cannot be read.
    ///
    /// @param reason what was found and what is expected, for the person who looks at the dead letters
    record Unreadable(InboxMessage message, String reason) implements DecodedMessage {}
}
