package dev.followup;

import dev.followup.ledger.Ledger.Entry;
import dev.followup.task.TaskOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The orders of a list that may go now. One that depends on what is open in the CRM waits until all is settled
/// that was decided before it about the same; only its own rule's answer to its own event does not count. And
/// what was decided after one that waits, about the same, waits too. So does what was decided after one that completes
/// or changes whatever is open: who dies over both does that again, and it must not meet tasks of later.
///
/// @param orders in their order
/// @param isAll whether no order is left to a later round
record Ready(List<TaskOrder> orders, boolean isAll) {

    static Ready of(List<Entry> entries) {
        var round = new Round();
        entries.forEach(round::add);
        return new Ready(List.copyOf(round.ready), round.ready.size() == entries.size());
    }

    private static final class Round {

        private final List<TaskOrder> ready = new ArrayList<>();
        private final Set<String> waiting = new HashSet<>();
        private final Map<String, Set<Answer>> before = new HashMap<>();
        private final Map<String, Set<Answer>> edits = new HashMap<>();

        void add(Entry entry) {
            var order = entry.order();
            var concerns = order.concerns();
            var answer = new Answer(order.origin().event(), order.origin().rule());
            boolean goes = entry.sent() == null
                    && Collections.disjoint(waiting, concerns)
                    && isFree(edits, concerns, answer)
                    && (order.asks().isEmpty() || isFree(before, concerns, answer));
            if (goes) {
                ready.add(order);
            } else {
                waiting.addAll(concerns);
            }
            note(before, concerns, answer);
            if (order.asks().isPresent() && !(order instanceof TaskOrder.Create)) {
                note(edits, concerns, answer);
            }
        }

        private static void note(Map<String, Set<Answer>> answers, Set<String> concerns, Answer answer) {
            concerns.forEach(concern ->
                    answers.computeIfAbsent(concern, _ -> new HashSet<>()).add(answer));
        }

        private static boolean isFree(Map<String, Set<Answer>> answers, Set<String> concerns, Answer answer) {
            return concerns.stream()
                    .allMatch(concern -> Set.of(answer).containsAll(answers.getOrDefault(concern, Set.of())));
        }
    }

    /// A rule's answer to an event.
    private record Answer(String event, String rule) {}
}
