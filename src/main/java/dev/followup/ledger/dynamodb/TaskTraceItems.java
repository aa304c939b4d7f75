package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskEffect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of task traces.
final class TaskTraceItems {

    private static final String MADE_BY = "madeBy";
    private static final String CHANGES = "changes";
    private static final String COMPLETED = "completed";

    private TaskTraceItems() {}

    /// The writes for the effects of a command: one for each task.
    static List<ConditionalWrite> ofEffects(String account, String command, List<TaskEffect> effects) {
        var traces = new ArrayList<ConditionalWrite>();
        effects.stream().collect(Collectors.groupingBy(TaskEffect::task)).forEach((task, ofTask) -> {
            var changes = ofTask.stream()
                    .map(TaskEffect::updatedAt)
                    .filter(Objects::nonNull)
                    .map(Instant::toString)
                    .distinct()
                    .toList();
            traces.add(changes.isEmpty() ? madeBy(account, task, command) : changed(account, task, changes));
        });
        return traces;
    }

    private static ConditionalWrite madeBy(String account, long task, String command) {
        return ConditionalWrite.update(
                ItemKey.task(account, task), new AttributeChange.Set(MADE_BY, AttributeValue.fromS(command)));
    }

    private static ConditionalWrite changed(String account, long task, List<String> changes) {
        return ConditionalWrite.update(ItemKey.task(account, task), new AttributeChange.Add(CHANGES, changes));
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
                item.texts(CHANGES).stream().map(Instant::parse).collect(Collectors.toSet()),
                item.has(COMPLETED) ? item.time(COMPLETED) : null);
    }
}
