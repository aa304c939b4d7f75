package dev.followup.crm.eventlog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// That an entity was changed, as the CRM's events list has it.
public final class RecordedChange {

    private final long id;
    private final Instant time;
    private final JsonNode after;
    private final JsonNode before;

    RecordedChange(EventModel event) {
        this.id = event.entityId();
        this.time = event.time();
        this.after = event.after();
        this.before = event.before();
    }

    /// The id of the entity.
    public long id() {
        return id;
    }

    /// When it was changed, in whole seconds.
    public Instant time() {
        return time;
    }

    /// Puts the entity's document back to what it was before, as far as the list tells: stage, owner, price,
    /// name, tags and custom fields; text, deadline and type of a task.
    public void undo(Map<String, @Nullable Object> document) {
        EventValues.undo(after, before, document);
    }
}
