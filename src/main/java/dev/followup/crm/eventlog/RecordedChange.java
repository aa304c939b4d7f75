package dev.followup.crm.eventlog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A change of an entity that the CRM's event log contains.
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

    /// The time of the change, in whole seconds.
    public Instant time() {
        return time;
    }

    /// Restores the entity's document to its state before the change, as far as the event log contains it:
    /// stage, owner, price, name, tags and custom fields; text, deadline and type of a task.
    public void undo(Map<String, @Nullable Object> document) {
        EventValues.undo(after, before, document);
    }
}
