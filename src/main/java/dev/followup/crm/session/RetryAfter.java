package dev.followup.crm.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parser of the wait that the CRM asks for: the header `Retry-After`, in seconds or as a date, or
/// `retry_after` in the body, in seconds.
final class RetryAfter {

    /// The longest wait, which is longer than any deadline: a call that waits so long is made by a later
    /// invocation. Longer waits are cut to this.
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /// The wait, never negative; empty if there is none, or none that can be read.
    static Optional<Duration> of(@Nullable String header, JsonNode body, Instant now) {
        return Optional.ofNullable(header)
                .map(String::strip)
                .flatMap(words -> seconds(words).or(() -> until(words, now)))
                .or(() -> seconds(body.path("retry_after").asText()))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static Optional<Duration> seconds(String words) {
        if (!words.matches("[0-9]+(\\.[0-9]*)?")) {
            return Optional.empty();
        }
        var seconds = new BigDecimal(words).min(BigDecimal.valueOf(LONGEST.toSeconds()));
        return Optional.of(Duration.ofMillis(seconds.movePointRight(3).longValue()));
    }

    private static Optional<Duration> until(String date, Instant now) {
        try {
            var then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(now, then.toInstant()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
