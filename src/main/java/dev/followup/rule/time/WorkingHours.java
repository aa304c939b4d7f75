package dev.followup.rule.time;

import dev.followup.yaml.YamlNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/// A span of working hours without a break, such as `09:00-18:00`.
///
/// @param length positive, and not past the end of the day
record WorkingHours(LocalTime from, Duration length) {

    static final WorkingHours ALL = new WorkingHours(LocalTime.MIN, Duration.ofDays(1));

    private static final Pattern FORM =
            Pattern.compile("(?<from>(?:[01]\\d|2[0-3]):[0-5]\\d)-(?<until>(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)");

    WorkingHours {
        if (!length.isPositive() || sinceMidnight(from).plus(length).compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(length + " from " + from + " is not within a day");
        }
    }

    /// Reads `09:00-18:00`; empty, with a problem noted, for anything else.
    static Optional<WorkingHours> read(YamlNode node) {
        var form = FORM.matcher(node.word());
        if (!form.matches()) {
            node.refuse("hours such as \"09:00-18:00\"");
            return Optional.empty();
        }
        var from = LocalTime.parse(form.group("from"));
        var until = form.group("until");
        var end = until.equals("24:00") ? Duration.ofDays(1) : sinceMidnight(LocalTime.parse(until));
        var length = end.minus(sinceMidnight(from));
        if (!length.isPositive()) {
            node.refuse("an end after the beginning; work past midnight needs two parts, such as"
                    + " [\"00:00-06:00\", \"22:00-24:00\"]");
            return Optional.empty();
        }
        return Optional.of(new WorkingHours(from, length));
    }

    private static Duration sinceMidnight(LocalTime wall) {
        return Duration.between(LocalTime.MIN, wall);
    }

    /// Whether they end before others begin.
    boolean isBefore(WorkingHours others) {
        return Duration.between(from, others.from).compareTo(length) >= 0;
    }

    /// Whether a time of day is within them, their end included.
    boolean hold(LocalTime wall) {
        return !wall.isBefore(from) && Duration.between(from, wall).compareTo(length) <= 0;
    }

    /// The time of day at which they end; midnight means that of the next day.
    LocalTime until() {
        return from.plus(length);
    }

    Instant start(LocalDate day, ZoneId zone) {
        return moment(day.atTime(from), zone);
    }

    Instant end(LocalDate day, ZoneId zone) {
        return moment(day.atTime(from).plus(length), zone);
    }

    /// The moment of a wall-clock time. Of a doubled time it is the first, of a skipped time the clock change,
    /// so that different times keep their distance.
    static Instant moment(LocalDateTime wall, ZoneId zone) {
        var change = zone.getRules().getTransition(wall);
        return change != null && change.isGap()
                ? change.getInstant()
                : wall.atZone(zone).toInstant();
    }
}
