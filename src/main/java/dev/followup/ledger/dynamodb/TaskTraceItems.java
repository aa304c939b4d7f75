package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of task traces.
final class TaskTraceItems {

    private static final String MADE_BY = "madeBy";

    /// The changes of a day are an attribute of their own, such as `changes20786`; those of older ones are removed, so
    /// that the item does not grow for ever. An earlier release had one attribute for all.
    private static final String CHANGES = "changes";

    /// How many days changes are kept: longer than events are recovered.
    private static final int DAYS_KEPT = 4;

    /// How many days before that are looked through for changes to remove.
    private static final int DAYS_CLEARED = 14;

    private static final String COMPLETED = "completed";

    private TaskTraceItems() {}

    /// The writes for the effects of a command: one for each task.
    static List<ConditionalWrite> ofEffects(String account, String command, List<TaskEffect> effects) {
        var traces = new ArrayList<ConditionalWrite>();
        effects.stream().collect(Collectors.groupingBy(TaskEffect::task)).forEach((task, ofTask) -> {
            var changes = ofTask.stream()
                    .map(TaskEffect::updatedAt)
                    .filter(Objects::nonNull)
                    .distinct()
                    .collect(Collectors.groupingBy(
                            TaskTraceItems::day,
                            TreeMap::new,
                            Collectors.mapping(at -> at + " " + Origin.rule(command), Collectors.toList())));
            traces.add(changes.isEmpty() ? madeBy(account, task, command) : changed(account, task, changes));
        });
        return traces;
    }

    private static ConditionalWrite madeBy(String account, long task, String command) {
        return ConditionalWrite.update(
                ItemKey.task(account, task), new AttributeChange.Set(MADE_BY, AttributeValue.fromS(command)));
    }

    private static long day(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), Duration.ofDays(1).toSeconds());
    }

    private static ConditionalWrite changed(String account, long task, SortedMap<Long, List<String>> changes) {
        var writes = new ArrayList<AttributeChange>();
        changes.forEach((day, texts) -> writes.add(new AttributeChange.Add(CHANGES + day, texts)));
        writes.add(new AttributeChange.Remove(CHANGES));
        long oldest = changes.lastKey() - DAYS_KEPT;
        LongStream.range(oldest - DAYS_CLEARED, oldest)
                .filter(day -> !changes.containsKey(day))
                .forEach(day -> writes.add(new AttributeChange.Remove(CHANGES + day)));
        return ConditionalWrite.update(ItemKey.task(account, task), writes.toArray(AttributeChange[]::new));
    }

    static ConditionalWrite completed(String account, long task, Instant at) {
        return ConditionalWrite.update(
                ItemKey.task(account, task), new AttributeChange.Set(COMPLETED, AttributeValue.fromS(at.toString())));
    }

    static ConditionalWrite reopened(String account, long task) {
        return ConditionalWrite.update(ItemKey.task(account, task), new AttributeChange.Remove(COMPLETED));
    }

    static TaskTrace trace(Item item) {
        return new TaskTrace(
                item.has(MADE_BY) ? Origin.of(item.text(MADE_BY)) : null,
                changes(item.attributes().keySet().stream()
                        .filter(name -> name.startsWith(CHANGES))
                        .flatMap(name -> item.texts(name).stream())
                        .toList()),
                item.has(COMPLETED) ? item.time(COMPLETED) : null);
    }

    /// The changes by their time, such as `2026-11-21T12:00:00Z call`. An earlier release wrote no rules.
    private static Map<Instant, Set<String>> changes(Collection<String> texts) {
        return texts.stream()
                .map(text -> text.split(" ", 2))
                .collect(Collectors.groupingBy(
                        words -> Instant.parse(words[0]),
                        Collectors.flatMapping(words -> Stream.of(words).skip(1), Collectors.toSet())));
    }
}
