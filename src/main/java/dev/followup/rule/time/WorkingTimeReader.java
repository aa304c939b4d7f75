package dev.followup.rule.time;

import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The reader of working time: the value of `working-time`.
public final class WorkingTimeReader {

    private static final AllowedWords KEYS = AllowedWords.of("days", "hours", "holidays", "extra-days");
    private static final AllowedWords KEYS_OF_CALENDAR =
            AllowedWords.of("zone", "days", "hours", "holidays", "extra-days");
    private static final Map<String, DayOfWeek> DAYS = Arrays.stream(DayOfWeek.values())
            .collect(Collectors.toMap(WorkingTimeReader::word, day -> day, (one, _) -> one, LinkedHashMap::new));
    private static final AllowedWords DAY = AllowedWords.of(DAYS.keySet().toArray(String[]::new));
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private WorkingTimeReader() {}

    /// Reads working time. Problems are noted, and the rest of the book is read as if all time were working
    /// time.
    ///
    /// @param zone the zone of the book; `null` if it names none
    public static WorkingTime read(YamlNode node, @Nullable ZoneId zone) {
        if (zone == null) {
            node.object("found working time, which needs the book's zone, such as Europe/Moscow");
        }
        return read(node.keys(KEYS), zone);
    }

    /// Reads a calendar, which is working time with a zone of its own. Problems are noted, and the rest of the
    /// book is read as if all time were working time.
    public static WorkingTime calendar(YamlNode node) {
        var keys = node.keys(KEYS_OF_CALENDAR);
        return read(keys, keys.required("zone").map(ZoneReader::read).orElse(ZoneOffset.UTC));
    }

    private static WorkingTime read(YamlMapping keys, @Nullable ZoneId zone) {
        var days = keys.required("days").map(WorkingTimeReader::days).orElse(Set.of());
        var hours = keys.required("hours").map(WorkingTimeReader::hours).orElse(List.of());
        var holidays = keys.optional("holidays").map(WorkingTimeReader::dates).orElse(Map.of());
        var extraDays =
                keys.optional("extra-days").map(WorkingTimeReader::dates).orElse(Map.of());
        refuseWorkOnHolidays(extraDays, holidays);
        var time = new WorkingTime(
                zone == null ? ZoneOffset.UTC : zone,
                days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
                hours.isEmpty() ? List.of(WorkingHours.ALL) : hours,
                holidays.keySet(),
                extraDays.keySet());
        keys.optional("holidays").ifPresent(found -> refuseIdleYears(found, time));
        return time;
    }

    private static void refuseWorkOnHolidays(Map<LocalDate, YamlNode> extraDays, Map<LocalDate, YamlNode> holidays) {
        extraDays.forEach((day, found) -> Optional.ofNullable(holidays.get(day))
                .ifPresent(holiday -> found.object("found " + day + ", which is a holiday at " + holiday.position())));
    }

    private static void refuseIdleYears(YamlNode holidays, WorkingTime time) {
        time.holidays().stream()
                .map(LocalDate::getYear)
                .distinct()
                .sorted()
                .filter(year -> LocalDate.of(year, 1, 1)
                        .datesUntil(LocalDate.of(year + 1, 1, 1))
                        .noneMatch(time::isWorkingDay))
                .forEach(year -> holidays.object("found no working day left in " + year + ", expected at least one"));
    }

    private static Set<DayOfWeek> days(YamlNode node) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        if (node.items().isEmpty()) {
            node.refuse("days such as MON-FRI or [MON, TUE, SAT]");
        }
        node.items()
                .forEach(item -> range(item).stream()
                        .filter(day -> !days.add(day))
                        .forEach(day -> item.object("found " + word(day) + " a second time")));
        return days;
    }

    private static List<DayOfWeek> range(YamlNode node) {
        var ends = List.of(node.word().split("-", -1));
        if (node.word().isEmpty() || ends.size() > 2) {
            node.refuse("days such as MON-FRI or [MON, TUE, SAT]");
            return List.of();
        }
        ends.forEach(end -> DAY.objection(end).ifPresent(node::object));
        var first = DAYS.get(ends.getFirst());
        var last = DAYS.get(ends.getLast());
        return first == null || last == null
                ? List.of()
                : Stream.iterate(first, day -> day.plus(1))
                        .limit(Math.floorMod(last.compareTo(first), DAYS.size()) + 1L)
                        .toList();
    }

    private static String word(DayOfWeek day) {
        return day.name().substring(0, 3);
    }

    private static List<WorkingHours> hours(YamlNode node) {
        var spans = new ArrayList<WorkingHours>();
        if (node.items().isEmpty()) {
            node.refuse("hours such as \"09:00-18:00\"");
        }
        for (var item : node.items()) {
            WorkingHours.read(item).ifPresent(span -> {
                if (!spans.isEmpty() && !spans.getLast().isBefore(span)) {
                    item.object("found " + ValueText.quoted(item.word())
                            + ", which begins before the hours ahead of it end");
                } else {
                    spans.add(span);
                }
            });
        }
        return spans;
    }

    /// Dates with their nodes.
    private static Map<LocalDate, YamlNode> dates(YamlNode node) {
        var dates = new LinkedHashMap<LocalDate, YamlNode>();
        if (node.items().isEmpty()) {
            node.refuse("dates such as 2027-01-01");
        }
        var names = new UniqueNames();
        node.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .forEach(item -> date(item).ifPresent(date -> dates.put(date, item)));
        return dates;
    }

    private static Optional<LocalDate> date(YamlNode node) {
        try {
            if (DATE.matcher(node.word()).matches()) {
                return Optional.of(LocalDate.parse(node.word()));
            }
        } catch (DateTimeException _) {
            // refused below: the 30th of February
        }
        node.refuse("a date such as 2027-01-01");
        return Optional.empty();
    }
}
