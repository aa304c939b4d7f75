package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.rule.person.Attendance;
import dev.followup.rule.text.TextTemplate;
import dev.followup.rule.time.DurationReader;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The action that adds a task to the event's entity.
///
/// @param duration the planned duration; `null` leaves it to the CRM
/// @param result the text of its result if it is added as completed; `null` for an open task
record CreateTask(
        TaskType type,
        TextTemplate text,
        Deadline due,
        @Nullable Duration duration,
        Responsible responsible,
        @Nullable TextTemplate result)
        implements Action {

    static final String WORD = "create-task";

    private static final AllowedWords KEYS = AllowedWords.of(
                    "type", "text", "due", "duration", "responsible", "completed", "after", "close-on", "result")
            .elsewhere(OF_THE_RULE);

    /// Reads the value of `create-task`; empty, with a problem noted, if it is invalid.
    static Optional<CreateTask> read(YamlNode node, ReadContext context) {
        var keys = node.keys(KEYS);
        var type = keys.optional("type").flatMap(context.types()::type);
        var text = keys.required("text").flatMap(context::text);
        var due = keys.required("due").flatMap(found -> Deadline.read(found, context));
        var duration = keys.optional("duration").flatMap(DurationReader::hours);
        var responsible = keys.optional("responsible").map(found -> Responsible.read(found, context));
        var result = keys.optional("completed").flatMap(context::text);
        if (text.isEmpty() || due.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CreateTask(
                type.orElse(TaskType.FOLLOW_UP),
                text.get(),
                due.get(),
                duration.orElse(null),
                responsible.orElseGet(() -> Responsible.firstOf(context.fallbacks())),
                result.orElse(null)));
    }

    @Override
    public Optional<DraftCommand> draft(
            TaskCommand.Origin origin, CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        var people = responsible.assignment(event.facts(), Assignee.owned(event), attendance);
        if (people.isNobodyThere()) {
            warnings.accept("nobody who is to get the task is there: the CRM decides who gets it");
        }
        var task = new NewTask(
                type,
                text.render(event.facts(), warnings),
                people.bookDue(due, event, warnings),
                duration,
                event.entity(),
                null,
                result == null ? null : result.render(event.facts(), warnings));
        return Optional.of(people.draft(new TaskCommand.Create(origin, task, null), due, event, warnings));
    }

    @Override
    public Stream<String> factPaths(CrmEvent event) {
        return Stream.of(
                        text.paths(),
                        due.paths(),
                        result == null ? Stream.<String>empty() : result.paths(),
                        responsible.factPaths(Assignee.owned(event)))
                .flatMap(paths -> paths);
    }

    @Override
    public boolean addsTask() {
        return true;
    }
}
