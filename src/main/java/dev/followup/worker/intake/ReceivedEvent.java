package dev.followup.worker.intake;

import dev.followup.event.CrmEvent;
import dev.followup.inbox.InboxMessage;

/// An event and the message with which it was received.
///
/// @param message the webhook, or the tick that found the event
/// @param isRecovered whether no webhook reported it: then it is logged only if a rule fires for it
public record ReceivedEvent(CrmEvent event, InboxMessage message, boolean isRecovered) {

    public ReceivedEvent(CrmEvent event, InboxMessage message) {
        this(event, message, false);
    }
}
