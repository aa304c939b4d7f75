package dev.followup.inbox;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who put a message into the inbox. The message says so in an attribute, and not in its body: who knows the
/// secret of a webhook chooses the body, while the gateway sets the attribute.
public enum MessageSource {

    /// The gateway: a webhook, whatever its body looks like. So is what has no attribute.
    WEBHOOK,

    /// The scheduler, or the worker that forwards its ticks.
    CLOCK,

    /// A function that a person invoked: the body is an [AccountRequest].
    PERSON;

    /// The name of the message attribute.
    public static final String ATTRIBUTE = "source";

    /// The source of a message.
    ///
    /// @param attribute the value of the attribute; `null` if the message has none. The scheduler can set
    /// none, but has a message group of its own, in which the gateway's messages have theirs
    /// @param group its message group
    public static MessageSource of(@Nullable String attribute, String group) {
        if (attribute == null) {
            return group.equals(Tick.GROUP) ? CLOCK : WEBHOOK;
        }
        return Stream.of(values())
                .filter(source -> source.attribute().equals(attribute))
                .findFirst()
                .orElse(WEBHOOK);
    }

    /// The value of the attribute.
    public String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }
}
