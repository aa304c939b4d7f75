package dev.followup.explain;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import dev.followup.directory.NameKind;
import dev.followup.event.EntityRef;
import dev.followup.rule.RuleBook;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The mapper of commands to an explanation.
///
/// @param zone the time zone of due dates
/// @param book names the rules
record CommandDescriber(ZoneId zone, RuleBook book) {

    /// The command of a draft.
    ///
    /// @param event the index of its event
    /// @param after until when it waits; `null` if it goes at once
    Explanation.Command command(DraftCommand draft, int event, @Nullable Instant after) {
        var command = draft.command();
        var origin = command.origin();
        boolean adds = command instanceof TaskCommand.Create;
        return new Explanation.Command(
                book.name(origin.rule()),
                event,
                action(command),
                task(command),
                command.requiredOpenTasks()
                        .filter(_ -> !adds)
                        .map(tasks -> "every " + tasks)
                        .orElse(null),
                work(command),
                command.requiredOpenTasks()
                        .filter(_ -> adds)
                        .map(tasks -> "an " + tasks)
                        .orElse(null),
                draft.once() == null ? null : draft.once().toString(),
                due(after),
                after == null ? List.of() : book.stopWords(origin.rule()),
                after == null ? List.of() : book.askedAgain(origin.rule()),
                book.closeWords(origin.rule(), origin.position()),
                draft.rotation().users(),
                command.choice().stream()
                        .flatMap(choice -> choice.leastLoaded().stream())
                        .map(one -> one.name()
                                + (one.maxOpenTasks() == null ? "" : " (if fewer than " + one.maxOpenTasks() + ")"))
                        .toList(),
                draft.passedOver());
    }

    private static String action(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create _ -> "create-task";
            case TaskCommand.Complete _ -> "complete-tasks";
            case TaskCommand.Change _ -> "change-tasks";
        };
    }

    private static @Nullable Long task(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create _ -> null;
            case TaskCommand.Complete complete -> task(complete.which());
            case TaskCommand.Change change -> task(change.which());
        };
    }

    private static @Nullable Long task(TaskSelection which) {
        return switch (which) {
            case TaskSelection.One one -> one.task();
            case TaskSelection.Open _ -> null;
        };
    }

    private Explanation.Work work(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Create create -> work(create.task());
            case TaskCommand.Complete complete ->
                work(TaskChange.completedWith(complete.result()), about(complete.which()));
            case TaskCommand.Change change -> work(change.change(), about(change.which()));
        };
    }

    private static @Nullable EntityRef about(TaskSelection which) {
        return switch (which) {
            case TaskSelection.One one -> one.about();
            case TaskSelection.Open open -> open.tasks().entity();
        };
    }

    private Explanation.Work work(NewTask task) {
        return new Explanation.Work(
                entity(task.about()),
                task.type().id(),
                task.text(),
                due(task.due()),
                seconds(task.duration()),
                task.responsible(),
                task.result(),
                name(NameKind.TASK_TYPE, task.type().id()),
                name(NameKind.USER, task.responsible()));
    }

    private Explanation.Work work(TaskChange change, @Nullable EntityRef about) {
        return new Explanation.Work(
                entity(change.about() == null ? about : change.about()),
                change.type() == null ? null : change.type().id(),
                change.text(),
                due(change.due()),
                seconds(change.duration()),
                change.responsible(),
                change.result(),
                name(
                        NameKind.TASK_TYPE,
                        change.type() == null ? null : change.type().id()),
                name(NameKind.USER, change.responsible()));
    }

    /// The name of something that the book uses; `null` if it is not known.
    private @Nullable String name(NameKind kind, @Nullable Long id) {
        return id == null ? null : book.directory().name(kind, id.toString()).orElse(null);
    }

    static Explanation.@Nullable Entity entity(@Nullable EntityRef entity) {
        return entity == null ? null : new Explanation.Entity(entity.type().word(), entity.id());
    }

    private @Nullable String due(@Nullable Instant due) {
        return due == null ? null : ISO_OFFSET_DATE_TIME.format(due.atZone(zone));
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }
}
