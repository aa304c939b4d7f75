package dev.followup.inbox;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// A tick of the clock. As a message its body is `{"tick": "2026-11-21T12:00:00Z"}`.
///
/// @param time the time of the tick
public record Tick(Instant time) {

    /// The message group of the scheduler's ticks. It belongs to no account: the worker forwards its ticks to
    /// the group of every account.
    public static final String GROUP = "clock";

    private static final String BEGINNING = "{\"tick\"";
    private static final Pattern FORM = Pattern.compile("\\{\"tick\": ?\"(?<time>[^\"]+)\"}");

    /// How far the scheduler's clock may be ahead of the queue's. A later tick is refused, since all ticks
    /// before it would then be ignored.
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    /// Whether a body looks like a tick, readable or not: a form never begins so. Whether a message is one, its
    /// source says.
    public static boolean isOne(String body) {
        return body.startsWith(BEGINNING);
    }

    /// The tick in a message; empty if it does not come from the clock, is no tick, or one of the future.
    public static Optional<Tick> read(InboxMessage message) {
        return read(message.body())
                .filter(_ -> message.source() == MessageSource.CLOCK)
                .filter(tick -> !tick.time.isAfter(message.sentAt().plus(CLOCKS_APART)));
    }

    /// The tick in a message's body, whatever its time; empty if it is no tick.
    public static Optional<Tick> read(String body) {
        var form = FORM.matcher(body);
        try {
            return form.matches() ? Optional.of(new Tick(Instant.parse(form.group("time")))) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// The body of the tick's message.
    public String body() {
        return "{\"tick\": \"" + time + "\"}";
    }
}
