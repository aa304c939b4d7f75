package dev.followup.webhook;

import dev.followup.event.CrmEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The content of a webhook's body.
public sealed interface WebhookContent {

    /// A form, or several in a list: the events that they report, and the parts that could not be read.
    ///
    /// @param events in the order of the body; an item that proves several kinds gives one event for each
    /// @param unread the parts that gave no event, each with its reason
    /// @param subdomain the account that the body itself names; `null` if it names none
    record Events(
            List<CrmEvent> events,
            List<Unread> unread,
            @Nullable String subdomain) implements WebhookContent {
        public Events {
            events = List.copyOf(events);
            unread = List.copyOf(unread);
        }
    }

    /// A body that cannot be trusted at all: it is cut off, too big, or not a form.
    ///
    /// @param reason what was found and what is expected
    record Refused(String reason) implements WebhookContent {}

    /// A part of a form that gave no event: it is unknown, lacks its id, or contradicts itself.
    ///
    /// @param where the part's key, such as `leads[add][2]`, or `[1].leads[add][2]` in the second webhook
    /// of a list
    /// @param reason what was found and what is expected
    record Unread(String where, String reason) {}
}
