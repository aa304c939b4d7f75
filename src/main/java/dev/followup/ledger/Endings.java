package dev.followup.ledger;

import dev.followup.task.Outcome;
import java.util.List;

/// How an order ends, or stays: what it leaves behind, and whether it leaves the list.
final class Endings {

    private Endings() {}

    /// What is to be written.
    static List<Write> of(String account, String order, Outcome outcome) {
        var todo = Key.todo(account, order);
        return switch (outcome) {
            case Outcome.Done done -> {
                var writes = Traces.left(account, order, done.effects());
                writes.add(Write.delete(todo));
                yield writes;
            }
            case Outcome.Skipped _, Outcome.Refused _ -> List.of(Write.delete(todo));
            case Outcome.Later _, Outcome.Blocked _ -> List.of(Entries.unsent(todo));
            case Outcome.Uncertain uncertain ->
                List.of(Entries.uncertain(todo, uncertain.sentAt(), uncertain.answered()));
        };
    }
}
