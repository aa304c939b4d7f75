package dev.followup.ledger.dynamodb;

import dev.followup.task.Outcome;
import java.util.List;

/// How an order ends, or stays: what it leaves behind, and whether it leaves the list.
final class Endings {

    private Endings() {}

    /// What is to be written.
    static List<ConditionalWrite> of(String account, String command, Outcome outcome) {
        var todo = ItemKey.todo(account, command);
        return switch (outcome) {
            case Outcome.Done done -> {
                var writes = TaskTraceItems.left(account, command, done.effects());
                writes.add(ConditionalWrite.delete(todo));
                yield writes;
            }
            case Outcome.Skipped _, Outcome.Refused _ -> List.of(ConditionalWrite.delete(todo));
            case Outcome.Deferred _, Outcome.Blocked _ -> List.of(CommandItems.unsent(todo));
            case Outcome.Uncertain uncertain ->
                List.of(CommandItems.uncertain(todo, uncertain.sentAt(), uncertain.answered()));
        };
    }
}
