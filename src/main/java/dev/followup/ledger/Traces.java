package dev.followup.ledger;

import dev.followup.ledger.Ledger.Trace;
import dev.followup.task.Effect;
import dev.followup.task.TaskOrder.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items that tell what is known of tasks.
final class Traces {

    private static final String MADE_BY = "madeBy";
    private static final String CHANGES = "changes";
    private static final String COMPLETED = "completed";

    private Traces() {}

    /// What an order has left behind: one write for each task.
    static List<Write> left(String account, String order, List<Effect> effects) {
        var traces = new ArrayList<Write>();
        effects.stream().collect(Collectors.groupingBy(Effect::task)).forEach((task, ofTask) -> {
            var changes = ofTask.stream()
                    .map(Effect::updatedAt)
                    .filter(Objects::nonNull)
                    .map(Instant::toString)
                    .distinct()
                    .toList();
            traces.add(changes.isEmpty() ? madeBy(account, task, order) : changed(account, task, changes));
        });
        return traces;
    }

    private static Write madeBy(String account, long task, String order) {
        return Write.update(
                Key.task(account, task), "SET #madeBy = :order", Map.of(":order", AttributeValue.fromS(order)));
    }

    private static Write changed(String account, long task, List<String> changes) {
        return Write.update(
                Key.task(account, task), "ADD #changes :changes", Map.of(":changes", AttributeValue.fromSs(changes)));
    }

    static Write completed(String account, long task, Instant at) {
        return Write.update(
                Key.task(account, task), "SET #completed = :at", Map.of(":at", AttributeValue.fromS(at.toString())));
    }

    static Write reopened(String account, long task) {
        return Write.update(Key.task(account, task), "REMOVE #completed", Map.of());
    }

    static Trace trace(Item item) {
        return new Trace(
                item.has(MADE_BY) ? Origin.of(item.text(MADE_BY)) : null,
                item.texts(CHANGES).stream().map(Instant::parse).collect(Collectors.toSet()),
                item.has(COMPLETED) ? item.time(COMPLETED) : null);
    }
}
