package dev.followup.function;

import dev.followup.rule.TaskSearch;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How values are put for people.
final class Words {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss xxx", Locale.ENGLISH);
    private static final Map<Long, String> TYPES =
            Map.of(TaskType.FOLLOW_UP.id(), "follow-up", TaskType.MEETING.id(), "meeting");

    private Words() {}

    /// As in `Sat 2026-11-21 13:15:00 +03:00`.
    static String time(Instant time, ZoneId zone) {
        return TIME.format(time.atZone(zone));
    }

    /// As in `1h30m`.
    static String span(Duration span) {
        return span.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /// As rules call a type of task, such as `meeting` or `2743001`.
    static String type(long id) {
        return TYPES.getOrDefault(id, String.valueOf(id));
    }

    /// As in `open tasks of type follow-up or meeting on leads, due for 24h or longer`.
    static String search(TaskSearch search) {
        var asked = search.asked();
        var entities = asked.entities();
        return Stream.of(
                        state(asked.completed()) + "tasks",
                        anyOf(
                                " of type ",
                                asked.types().stream()
                                        .map(TaskType::id)
                                        .map(Words::type)
                                        .toList()),
                        anyOf(" for user ", asked.responsible()),
                        entities == null ? "" : " on " + entities.type().word(),
                        span(", due for %s or longer", search.overdue()),
                        span(", due within %s", search.dueWithin()),
                        span(", unchanged for %s", search.idleFor()))
                .collect(Collectors.joining());
    }

    private static String state(@Nullable Boolean completed) {
        return completed == null ? "" : completed ? "completed " : "open ";
    }

    private static String span(String words, @Nullable Duration span) {
        return span == null ? "" : words.formatted(span(span));
    }

    private static String anyOf(String what, Collection<?> some) {
        var words = some.stream().map(Objects::toString).sorted().collect(Collectors.joining(" or "));
        return words.isEmpty() ? "" : what + words;
    }
}
