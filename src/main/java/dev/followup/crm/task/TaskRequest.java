package dev.followup.crm.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.followup.event.EntityRef;
import dev.followup.task.NewTask;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A task in a request to the CRM, to add or to edit it. A field that is `null` is not sent: a new task gets
/// the CRM's default, an edited one keeps its value.
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskRequest(
        @Nullable Long id,
        @Nullable String requestId,
        @Nullable String text,
        @Nullable Long completeTill,
        @Nullable Long taskTypeId,
        @Nullable Long responsibleUserId,
        @Nullable Long entityId,
        @Nullable String entityType,
        @Nullable Long duration,
        @Nullable Boolean isCompleted,
        @Nullable Result result) {

    /// The text of a task's result.
    public record Result(String text) {}

    /// A request to add a task. With a result it is added as completed.
    static TaskRequest of(NewTask task, String requestId) {
        var completed = task.result() == null ? null : Boolean.TRUE;
        return of(
                null,
                requestId,
                new TaskChange(
                        task.type(),
                        task.text(),
                        task.due(),
                        task.duration(),
                        task.about(),
                        task.responsible(),
                        completed,
                        task.result()));
    }

    /// A request to edit a task, as one of several.
    static TaskRequest of(TaskEdit edit, String requestId) {
        return of(edit.task(), requestId, edit.change());
    }

    /// A request to edit the task that the path names.
    static TaskRequest of(TaskChange change) {
        return of(null, null, change);
    }

    private static TaskRequest of(@Nullable Long id, @Nullable String requestId, TaskChange change) {
        return new TaskRequest(
                id,
                requestId,
                change.text(),
                seconds(change.due()),
                id(change.type()),
                change.responsible(),
                id(change.about()),
                word(change.about()),
                seconds(change.duration()),
                change.completed(),
                result(change.result()));
    }

    private static @Nullable Long seconds(@Nullable Instant time) {
        return time == null ? null : time.getEpochSecond();
    }

    private static @Nullable Long seconds(@Nullable Duration length) {
        return length == null ? null : length.toSeconds();
    }

    private static @Nullable Long id(@Nullable TaskType type) {
        return type == null ? null : type.id();
    }

    private static @Nullable Long id(@Nullable EntityRef entity) {
        return entity == null ? null : entity.id();
    }

    private static @Nullable String word(@Nullable EntityRef entity) {
        return entity == null ? null : entity.type().word();
    }

    private static @Nullable Result result(@Nullable String text) {
        return text == null ? null : new Result(text);
    }
}
