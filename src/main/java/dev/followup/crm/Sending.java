package dev.followup.crm;

import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Sends batches, several at once if need be, and notes how each order ended.
///
/// What is refused by name is left out, and the rest sent again where that is safe: edits are, added tasks are not. A
/// batch that is refused as a whole is sent again in halves, until the bad order stands alone.
final class Sending {

    private final TasksClient client;
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    Sending(TasksClient client) {
        this.client = client;
    }

    /// How each order ended, by its key.
    Map<String, Outcome> outcomes() {
        return Map.copyOf(outcomes);
    }

    /// Sends what no unfinished order comes before.
    void send(Batch batch) {
        var free = new ArrayList<TaskOrder>();
        for (var order : batch.orders()) {
            if (Collections.disjoint(held, order.concerns())) {
                free.add(order);
            } else {
                note(order, new Outcome.Later("an order about the same, decided earlier, is still to do"));
            }
        }
        if (!free.isEmpty()) {
            send(free, batch.adds());
        }
    }

    private void send(List<TaskOrder> orders, boolean adds) {
        try {
            var answers = adds ? client.add(newTasks(orders)) : edit(orders);
            var rest = noteAnswered(orders, answers);
            if (adds) {
                var uncertain = new Outcome.Uncertain(
                        "the CRM's answer says nothing of it", answers.sentAt(), rest.size() < orders.size());
                rest.forEach(order -> note(order, uncertain));
            } else if (rest.size() == orders.size()) {
                sendHalves(rest, false);
            } else if (!rest.isEmpty()) {
                send(rest, false);
            }
        } catch (CrmException.Invalid | CrmException.Refusal refusal) {
            if (orders.size() > 1) {
                sendHalves(orders, adds);
            } else {
                note(orders.getFirst(), outcome(refusal, adds));
            }
        } catch (CrmException trouble) {
            orders.forEach(order -> note(order, outcome(trouble, adds)));
        }
    }

    private void sendHalves(List<TaskOrder> orders, boolean adds) {
        var middle = orders.size() / 2;
        send(orders.subList(0, middle), adds);
        send(orders.subList(middle, orders.size()), adds);
    }

    /// Notes what the CRM says, and hands back the orders of which it says nothing.
    private List<TaskOrder> noteAnswered(List<TaskOrder> orders, Answers answers) {
        var rest = new ArrayList<TaskOrder>();
        for (int i = 0; i < orders.size(); i++) {
            var done = answers.done().get(i);
            var refused = answers.refused().get(i);
            if (done != null) {
                note(orders.get(i), new Outcome.Done(List.of(done)));
            } else if (refused != null) {
                note(orders.get(i), new Outcome.Refused(refused));
            } else {
                rest.add(orders.get(i));
            }
        }
        return rest;
    }

    private void note(TaskOrder order, Outcome outcome) {
        outcomes.put(order.key(), outcome);
        if (outcome.staysOnTheList()) {
            held.addAll(order.concerns());
        }
    }

    /// One edit goes by its own path: only there an unknown id is sure to be told.
    private Answers edit(List<TaskOrder> orders) {
        var edits = orders.stream().flatMap(Sending::edits).toList();
        return edits.size() == 1 ? client.edit(edits.getFirst()) : client.edit(edits);
    }

    private static Stream<Edit> edits(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create _ -> Stream.empty();
            case TaskOrder.Complete complete ->
                Stream.of(new Edit(Batch.task(complete.which()), TaskChange.completedWith(complete.result())));
            case TaskOrder.Change change -> Stream.of(new Edit(Batch.task(change.which()), change.change()));
        };
    }

    private static List<NewTask> newTasks(List<TaskOrder> orders) {
        return orders.stream()
                .flatMap(order -> order instanceof TaskOrder.Create create ? Stream.of(create.task()) : Stream.empty())
                .toList();
    }

    /// What a failed call means for what it was to do.
    ///
    /// @param adds whether it was to add tasks, which must not be done twice
    static Outcome outcome(CrmException trouble, boolean adds) {
        var words = String.valueOf(trouble.getMessage());
        return switch (trouble) {
            case CrmException.Invalid _, CrmException.Refusal _ -> new Outcome.Refused(words);
            case CrmException.Closed _ -> new Outcome.Blocked(words);
            case CrmException.NotTaken _ -> new Outcome.Later(words);
            case CrmException.Lost lost ->
                adds ? new Outcome.Uncertain(words, lost.sentAt(), false) : new Outcome.Later(words);
        };
    }
}
