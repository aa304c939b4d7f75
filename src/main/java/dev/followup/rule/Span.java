package dev.followup.rule;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads spans of time such as `30m`.
final class Span {

    private static final Pattern HOURS = Pattern.compile("\\d{1,4}[mh]");
    private static final Pattern DAYS = Pattern.compile("\\d{1,4}d");

    private Span() {}

    /// Reads minutes or hours; empty, and noted, if it is neither.
    static Optional<Duration> hours(Passage passage) {
        if (HOURS.matcher(passage.word()).matches()) {
            return Optional.of(Duration.parse("PT" + passage.word()));
        }
        passage.refuse("<n>m or <n>h, such as 30m");
        return Optional.empty();
    }

    /// Reads minutes, hours or days of 24 hours, more than none; empty, and noted, if it is nothing of this.
    static Optional<Duration> days(Passage passage) {
        return daysOrNone(passage).filter(span -> {
            if (span.isZero()) {
                passage.refuse("more than no time at all");
            }
            return span.isPositive();
        });
    }

    /// The same, or no time at all.
    static Optional<Duration> daysOrNone(Passage passage) {
        var word = passage.word();
        boolean days = DAYS.matcher(word).matches();
        if (days || HOURS.matcher(word).matches()) {
            return Optional.of(Duration.parse((days ? "P" : "PT") + word));
        }
        passage.refuse("<n>m, <n>h or <n>d, such as 30d");
        return Optional.empty();
    }
}
