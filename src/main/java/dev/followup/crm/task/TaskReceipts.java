package dev.followup.crm.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.crm.session.ErrorBody;
import dev.followup.event.UnixTime;
import dev.followup.task.TaskEffect;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The short answer to adding or editing tasks. An edit of one task is answered without the list around it.
///
/// @param updatedAt that of an edit of one task without the list, in Unix seconds
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskReceipts(
        @JsonProperty("updated_at") @Nullable Long updatedAt,
        @JsonProperty("_embedded") @Nullable Embedded embedded,
        @JsonProperty("validation-errors") @Nullable JsonNode validationErrors) {

    /// The empty receipts, for an answer without content.
    static final TaskReceipts EMPTY = new TaskReceipts(null, null, null);

    List<Receipt> tasks() {
        return embedded == null || embedded.tasks() == null
                ? List.of()
                : embedded.tasks().stream().filter(Objects::nonNull).toList();
    }

    /// The effect on the only task that was edited, in either form of the answer.
    TaskEffect effectOn(long task) {
        return tasks().stream()
                .filter(receipt -> receipt.id == task)
                .findFirst()
                .map(Receipt::effect)
                .orElseGet(() -> new Receipt(task, updatedAt, null).effect());
    }

    /// The items that the CRM refused in a good answer.
    List<ErrorBody.Item> refused() {
        return validationErrors == null ? List.of() : ErrorBody.items(validationErrors);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Embedded(@Nullable List<@Nullable Receipt> tasks) {}

    /// The receipt for one item.
    ///
    /// @param id the task's id
    /// @param updatedAt when it was edited, in Unix seconds; `null` for a task that was added
    /// @param requestId which item of the request it belongs to; `null` if the CRM does not say
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Receipt(
            long id,
            @JsonProperty("updated_at") @Nullable Long updatedAt,
            @JsonProperty("request_id") @Nullable String requestId) {

        TaskEffect effect() {
            return new TaskEffect(
                    id, Optional.ofNullable(updatedAt).flatMap(UnixTime::of).orElse(null));
        }
    }
}
