package dev.followup.explain;

import dev.followup.rule.EntitySearch;
import dev.followup.rule.TaskSearch;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The text form of values in explanations.
public final class ValueFormat {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss xxx", Locale.ENGLISH);
    private static final Map<String, String> TYPES = Map.of(
            String.valueOf(TaskType.FOLLOW_UP.id()), "follow-up",
            String.valueOf(TaskType.MEETING.id()), "meeting");

    private ValueFormat() {}

    /// As in `Sat 2026-11-21 13:15:00 +03:00`.
    public static String time(Instant time, ZoneId zone) {
        return TIME.format(time.atZone(zone));
    }

    /// As in `1h30m`.
    static String span(Duration span) {
        return span.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /// The word of rules for the task type of this id, such as `meeting` or `2743001`.
    public static String type(String id) {
        return TYPES.getOrDefault(id, id);
    }

    /// As in `open tasks of type follow-up or meeting on leads, due for 24h or longer`.
    static String search(TaskSearch search) {
        var asked = search.asked();
        var entities = asked.entities();
        return Stream.of(
                        state(asked.completed()) + "tasks",
                        anyOf(" of type ", asked.types().stream().map(type -> type(String.valueOf(type.id())))),
                        anyOf(" for user ", asked.responsible().stream().map(String::valueOf)),
                        entities == null ? "" : " on " + entities.type().word(),
                        span(", due for %s or longer", search.overdue()),
                        span(", due within %s", search.dueWithin()),
                        span(", unchanged for %s", search.idleFor()))
                .collect(Collectors.joining());
    }

    /// As in `leads without an open task of type meeting, unchanged for 72h, in pipeline 9621010`.
    static String search(EntitySearch search) {
        var types = search.withoutTask();
        boolean isOfOpenLeads = search.asksForIncomingStages();
        return Stream.of(
                        isOfOpenLeads ? "open leads" : search.type().word(),
                        anyOf(" for user ", search.responsible().stream().map(String::valueOf)),
                        types == null ? "" : " without an open task",
                        anyOf(
                                " of type ",
                                (types == null ? Set.<TaskType>of() : types)
                                        .stream().map(type -> type(String.valueOf(type.id())))),
                        span(", unchanged for %s", search.idleFor()),
                        span(", created %s ago or earlier", search.createdBefore()),
                        anyOf(", in pipeline ", search.pipelines().stream().map(String::valueOf)),
                        anyOf(", in stage ", search.stages().stream().map(String::valueOf)))
                .collect(Collectors.joining());
    }

    private static String state(@Nullable Boolean completed) {
        return completed == null ? "" : completed ? "completed " : "open ";
    }

    private static String span(String words, @Nullable Duration span) {
        return span == null ? "" : words.formatted(span(span));
    }

    private static String anyOf(String what, Stream<String> some) {
        var words = some.sorted().collect(Collectors.joining(" or "));
        return words.isEmpty() ? "" : what + words;
    }
}
