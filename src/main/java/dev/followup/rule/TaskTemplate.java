package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.task.NewTask;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The task that a rule adds, but for what depends on the event.
///
/// @param duration how long it takes; `null` leaves it to the CRM
/// @param people who may be the one to do it, of whom the first who is somebody does it
/// @param result the text of its result if it is added as completed; `null` for an open task
record TaskTemplate(
        TaskType type,
        TextTemplate text,
        Due due,
        @Nullable Duration duration,
        List<Assignee> people,
        @Nullable TextTemplate result) {

    private static final Vocabulary KEYS = Vocabulary.of("type", "text", "due", "duration", "responsible", "completed");
    private static final Pattern DURATION = Pattern.compile("\\d{1,4}[mh]");

    /// Reads what stands behind `create-task`; empty, and noted, if something is wrong with it.
    static Optional<TaskTemplate> read(Passage passage, Scope scope) {
        var keys = passage.keys(KEYS);
        var type = keys.optional("type").flatMap(TaskTemplate::type);
        var text = keys.required("text").flatMap(found -> TextReader.read(found, scope.roots()));
        var due = keys.required("due").flatMap(found -> DueReader.read(found, scope));
        var duration = keys.optional("duration").flatMap(TaskTemplate::duration);
        var responsible = keys.optional("responsible").flatMap(Assignee::read);
        var result = keys.optional("completed").flatMap(found -> TextReader.read(found, scope.roots()));
        if (text.isEmpty() || due.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TaskTemplate(
                type.orElse(TaskType.FOLLOW_UP),
                text.get(),
                due.get(),
                duration.orElse(null),
                scope.after(responsible.orElse(null)),
                result.orElse(null)));
    }

    private static Optional<TaskType> type(Passage passage) {
        return switch (passage.value().orElse("")) {
            case String word when word.equals("follow-up") -> Optional.of(TaskType.FOLLOW_UP);
            case String word when word.equals("meeting") -> Optional.of(TaskType.MEETING);
            case Long id when id > 0 -> Optional.of(new TaskType(id));
            default -> {
                passage.refuse("follow-up, meeting or the id of a task type");
                yield Optional.empty();
            }
        };
    }

    private static Optional<Duration> duration(Passage passage) {
        if (!DURATION.matcher(passage.word()).matches()) {
            passage.refuse("<n>m or <n>h, such as 30m");
            return Optional.empty();
        }
        return Optional.of(Duration.parse("PT" + passage.word()));
    }

    /// The task for an event.
    ///
    /// @param warnings told of what is missing or doubtful
    NewTask task(CrmEvent event, Consumer<String> warnings) {
        return new NewTask(
                type,
                text.render(event.facts(), warnings),
                due.after(event.time(), warnings),
                duration,
                event.entity(),
                people.stream()
                        .flatMap(person -> person.user(event).stream())
                        .findFirst()
                        .orElse(null),
                result == null ? null : result.render(event.facts(), warnings));
    }
}
