package dev.followup.worker.delivery;

import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.TaskCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The orders of a list that may go now. One that depends on what is open in the CRM waits until all is settled
/// that was decided before it about the same; only its own rule's answer to its own event does not count. And
/// what was decided after one that waits, about the same, waits too. So does what was decided after one that
/// completes or changes whatever is open: who dies over both does that again, and it must not meet tasks of
/// later.
///
/// @param commands in their order
/// @param isAll whether no order is left to a later round
record ReadyCommands(List<TaskCommand> commands, boolean isAll) {

    static ReadyCommands of(List<PendingCommand> entries) {
        var round = new Round();
        entries.forEach(round::add);
        return new ReadyCommands(List.copyOf(round.ready), round.ready.size() == entries.size());
    }

    private static final class Round {

        private final List<TaskCommand> ready = new ArrayList<>();
        private final Set<String> waiting = new HashSet<>();
        private final Map<String, Set<Answer>> before = new HashMap<>();
        private final Map<String, Set<Answer>> edits = new HashMap<>();

        void add(PendingCommand entry) {
            var command = entry.command();
            var conflictKeys = command.conflictKeys();
            var answer = new Answer(command.origin().event(), command.origin().rule());
            boolean goes = entry.sent() == null
                    && Collections.disjoint(waiting, conflictKeys)
                    && isFree(edits, conflictKeys, answer)
                    && (command.requiredOpenTasks().isEmpty() || isFree(before, conflictKeys, answer));
            if (goes) {
                ready.add(command);
            } else {
                waiting.addAll(conflictKeys);
            }
            note(before, conflictKeys, answer);
            if (command.requiredOpenTasks().isPresent() && !(command instanceof TaskCommand.Create)) {
                note(edits, conflictKeys, answer);
            }
        }

        private static void note(Map<String, Set<Answer>> answers, Set<String> conflictKeys, Answer answer) {
            conflictKeys.forEach(concern ->
                    answers.computeIfAbsent(concern, _ -> new HashSet<>()).add(answer));
        }

        private static boolean isFree(Map<String, Set<Answer>> answers, Set<String> conflictKeys, Answer answer) {
            return conflictKeys.stream()
                    .allMatch(concern -> Set.of(answer).containsAll(answers.getOrDefault(concern, Set.of())));
        }
    }

    /// A rule's answer to an event.
    private record Answer(String event, String rule) {}
}
