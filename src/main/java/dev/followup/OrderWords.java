package dev.followup;

import dev.followup.task.Outcome;
import dev.followup.task.Selection;
import dev.followup.task.TaskOrder;
import java.util.stream.Collectors;

/// How the log speaks of orders.
final class OrderWords {

    private OrderWords() {}

    /// What is ordered, such as `a task due 2026-11-21T22:10:40Z for user 101`.
    static String said(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create create ->
                "a task due " + create.task().due()
                        + (create.task().responsible() == null
                                ? ""
                                : " for user " + create.task().responsible());
            case TaskOrder.Complete complete -> about(complete.which()) + " completed";
            case TaskOrder.Change change -> about(change.which()) + " changed";
        };
    }

    /// What it is about, such as `leads/501`.
    static String about(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create create -> String.valueOf(create.task().about());
            case TaskOrder.Complete complete -> about(complete.which());
            case TaskOrder.Change change -> about(change.which());
        };
    }

    private static String about(Selection which) {
        return switch (which) {
            case Selection.One one -> "task " + one.task();
            case Selection.Open open -> "open tasks of " + open.tasks().entity();
        };
    }

    /// The tasks that it came to, such as `task 1003`.
    static String tasks(Outcome.Done done) {
        return done.effects().stream().map(effect -> "task " + effect.task()).collect(Collectors.joining(", "));
    }

    /// What was done to them.
    static String did(TaskOrder order) {
        return switch (order) {
            case TaskOrder.Create _ -> "added";
            case TaskOrder.Complete _ -> "completed";
            case TaskOrder.Change _ -> "changed";
        };
    }

    /// How it ended, in short, such as `call-new-lead|0 done, task 1003 added`.
    static String end(Ended one) {
        var origin = one.order().origin();
        return origin.rule() + "|" + origin.position() + " " + one.word()
                + (one.outcome() instanceof Outcome.Done done ? ", " + tasks(done) + " " + did(one.order()) : "");
    }
}
