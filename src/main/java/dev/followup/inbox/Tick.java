package dev.followup.inbox;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// A tick of the clock. As a message it reads `{"tick": "2026-11-21T12:00:00Z"}`.
///
/// @param time when the clock struck
public record Tick(Instant time) {

    /// The lane that the scheduler puts its ticks in. It is no account's: from there they go on into every account's.
    public static final String GROUP = "clock";

    private static final String BEGINNING = "{\"tick\"";
    private static final Pattern FORM = Pattern.compile("\\{\"tick\": ?\"(?<time>[^\"]+)\"}");

    /// How far the scheduler's clock may be ahead of the queue's. A tick of some later time would silence the clock
    /// until then.
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    /// Whether a message's body is a tick, readable or not, and no hook: a form never begins so.
    public static boolean isOne(String body) {
        return body.startsWith(BEGINNING);
    }

    /// The tick that a message is; empty if it is none, or one that is still to come.
    public static Optional<Tick> read(InboxMessage message) {
        return read(message.body())
                .filter(tick -> !tick.time.isAfter(message.sentAt().plus(CLOCKS_APART)));
    }

    /// The tick that a message's body is, whenever it comes; empty if it is none.
    public static Optional<Tick> read(String body) {
        var form = FORM.matcher(body);
        try {
            return form.matches() ? Optional.of(new Tick(Instant.parse(form.group("time")))) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// As a message.
    public String body() {
        return "{\"tick\": \"" + time + "\"}";
    }
}
