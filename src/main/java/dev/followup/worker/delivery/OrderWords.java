package dev.followup.worker.delivery;

import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import java.util.stream.Collectors;

/// How the log speaks of orders.
final class OrderWords {

    private OrderWords() {}

    /// What is ordered, such as `a task due 2026-11-21T22:10:40Z for user 101`.
    static String said(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create create ->
                "a task due " + create.task().due()
                        + (create.task().responsible() == null
                                ? ""
                                : " for user " + create.task().responsible());
            case TaskCommand.Complete complete -> about(complete.which()) + " completed";
            case TaskCommand.Change change -> about(change.which()) + " changed";
        };
    }

    /// What it is about, such as `leads/501`.
    static String about(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create create -> String.valueOf(create.task().about());
            case TaskCommand.Complete complete -> about(complete.which());
            case TaskCommand.Change change -> about(change.which());
        };
    }

    private static String about(TaskSelection which) {
        return switch (which) {
            case TaskSelection.One one -> "task " + one.task();
            case TaskSelection.Open open -> "open tasks of " + open.tasks().entity();
        };
    }

    /// The tasks that it came to, such as `task 1003`.
    static String tasks(Outcome.Done done) {
        return done.effects().stream().map(effect -> "task " + effect.task()).collect(Collectors.joining(", "));
    }

    /// What was done to them.
    static String did(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create _ -> "added";
            case TaskCommand.Complete _ -> "completed";
            case TaskCommand.Change _ -> "changed";
        };
    }

    /// How it ended, in short, such as `call-new-lead|0 done, task 1003 added`.
    static String end(CommandResult one) {
        var origin = one.command().origin();
        return origin.rule() + "|" + origin.position() + " " + one.word()
                + (one.outcome() instanceof Outcome.Done done ? ", " + tasks(done) + " " + did(one.command()) : "");
    }
}
