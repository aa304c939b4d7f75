package dev.followup.crm.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.followup.event.EntityRef;
import dev.followup.event.UnixTime;
import dev.followup.task.Task;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A task in an answer of the CRM. Lenient: a missing field has a harmless value.
///
/// @param duration in seconds
/// @param result an object, or an empty list where the task has no result
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskModel(
        long id,
        long createdBy,
        long updatedBy,
        long createdAt,
        long updatedAt,
        long responsibleUserId,
        long groupId,
        long entityId,
        @Nullable String entityType,
        long duration,
        boolean isCompleted,
        long taskTypeId,
        @Nullable String text,
        @Nullable JsonNode result,
        long completeTill,
        long accountId) {

    Task toTask() {
        return new Task(
                id,
                taskTypeId > 0 ? new TaskType(taskTypeId) : TaskType.FOLLOW_UP,
                Objects.requireNonNullElse(text, ""),
                time(completeTill),
                Duration.ofSeconds(duration),
                about(),
                responsibleUserId,
                groupId,
                isCompleted,
                resultText(),
                createdBy,
                updatedBy,
                time(createdAt),
                time(updatedAt),
                accountId);
    }

    private static Instant time(long seconds) {
        return UnixTime.of(seconds).orElseThrow(() -> new IllegalArgumentException(seconds + " is no time"));
    }

    private @Nullable EntityRef about() {
        return Arrays.stream(EntityRef.Type.values())
                .filter(type -> type.word().equals(entityType) && entityId > 0)
                .map(type -> new EntityRef(type, entityId))
                .findFirst()
                .orElse(null);
    }

    private @Nullable String resultText() {
        return result != null && result.path("text").isTextual()
                ? result.path("text").textValue()
                : null;
    }
}
