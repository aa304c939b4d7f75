package dev.followup.rule.time;

import dev.followup.yaml.YamlNode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// The reader of durations such as `30m`.
public final class DurationReader {

    private static final Pattern HOURS = Pattern.compile("\\d{1,4}[mh]");
    private static final Pattern DAYS = Pattern.compile("\\d{1,4}d");

    private DurationReader() {}

    /// A duration in the same grammar, in whole minutes, such as `90m`, `2h` or `30d`.
    public static String words(Duration span) {
        long minutes = span.toMinutes();
        if (minutes % Duration.ofDays(1).toMinutes() == 0 && minutes > 0) {
            return span.toDays() + "d";
        }
        return minutes % Duration.ofHours(1).toMinutes() == 0 && minutes > 0 ? span.toHours() + "h" : minutes + "m";
    }

    /// Reads minutes or hours; empty, with a problem noted, for anything else.
    public static Optional<Duration> hours(YamlNode node) {
        if (HOURS.matcher(node.word()).matches()) {
            return Optional.of(Duration.parse("PT" + node.word()));
        }
        node.refuse("<n>m or <n>h, such as 30m");
        return Optional.empty();
    }

    /// Reads minutes, hours or days of 24 hours, more than zero; empty, with a problem noted, for anything
    /// else.
    public static Optional<Duration> days(YamlNode node) {
        return daysOrNone(node).filter(span -> {
            if (span.isZero()) {
                node.refuse("more than no time at all");
            }
            return span.isPositive();
        });
    }

    /// Reads minutes, hours or days of 24 hours, or zero; empty, with a problem noted, for anything else.
    public static Optional<Duration> daysOrNone(YamlNode node) {
        var word = node.word();
        boolean days = DAYS.matcher(word).matches();
        if (days || HOURS.matcher(word).matches()) {
            return Optional.of(Duration.parse((days ? "P" : "PT") + word));
        }
        node.refuse("<n>m, <n>h or <n>d, such as 30d");
        return Optional.empty();
    }
}
