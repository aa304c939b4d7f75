package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A task in the CRM.
///
/// @param id its id
/// @param type its type
/// @param text what the responsible user reads; may be empty, since people write it
/// @param due when it must be done
/// @param duration how long it takes; zero if none was given
/// @param about the entity it is linked to; `null` if there is none
/// @param responsible the id of the responsible user
/// @param group the id of that user's group, 0 for none
/// @param completed whether it is done
/// @param result the text of its result, `null` if there is none
/// @param createdBy the id of the user who added it, 0 for a robot
/// @param updatedBy the id of the user who changed it last, 0 for a robot
/// @param createdAt when it was added
/// @param updatedAt when it was changed last
/// @param accountId the id of its account
public record Task(
        long id,
        TaskType type,
        String text,
        Instant due,
        Duration duration,
        @Nullable EntityRef about,
        long responsible,
        long group,
        boolean completed,
        @Nullable String result,
        long createdBy,
        long updatedBy,
        Instant createdAt,
        Instant updatedAt,
        long accountId) {

    /// The task as a document of facts, with the names of API v4 that webhooks use too. Fields without a value
    /// are left out.
    public Map<String, Object> document() {
        var document = new LinkedHashMap<String, Object>();
        document.put("id", id);
        document.put("task_type_id", type.id());
        if (!text.isBlank()) {
            document.put("text", text);
        }
        document.put("complete_till", due.getEpochSecond());
        document.put("duration", duration.toSeconds());
        document.put("responsible_user_id", responsible);
        document.put("group_id", group);
        document.put("is_completed", completed);
        if (result != null) {
            document.put("result", Map.of("text", result));
        }
        if (about != null) {
            document.put("entity_id", about.id());
            document.put("entity_type", about.type().word());
        }
        document.put("created_by", createdBy);
        document.put("updated_by", updatedBy);
        document.put("created_at", createdAt.getEpochSecond());
        document.put("updated_at", updatedAt.getEpochSecond());
        document.put("account_id", accountId);
        return document;
    }
}
