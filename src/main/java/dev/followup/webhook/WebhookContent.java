package dev.followup.webhook;

import dev.followup.event.CrmEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What reading a hook's body gave.
public sealed interface WebhookContent {

    /// A form. What could be read of it, and what could not.
    ///
    /// @param events in the order of the body; an item that proves several kinds gives one event for each
    /// @param unread everything that gave no event, each with its reason
    /// @param subdomain the account that the body itself names, `null` if it names none
    record Events(
            List<CrmEvent> events,
            List<Unread> unread,
            @Nullable String subdomain) implements WebhookContent {
        public Events {
            events = List.copyOf(events);
            unread = List.copyOf(unread);
        }
    }

    /// Nothing of the body can be trusted: it is cut off, too big, or no form at all.
    ///
    /// @param reason what was found and what is expected
    record Refused(String reason) implements WebhookContent {}

    /// A part of a form that gave no event: it is not known, lacks its id, or contradicts itself.
    ///
    /// @param where the part's key, such as `leads[add][2]`
    /// @param reason what was found and what is expected
    record Unread(String where, String reason) {}
}
