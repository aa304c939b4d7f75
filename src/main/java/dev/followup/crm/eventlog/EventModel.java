package dev.followup.crm.eventlog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.followup.event.EventKind;
import dev.followup.event.UnixTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An item of the CRM's events list. Lenient: a missing field has a harmless value.
///
/// Its types name entity and event, such as `lead_status_changed`; only a change of the owner is one type for
/// all entities.
/// Source: Kommo documentation, "Event types", amoCRM documentation, "Events and notes"; read 2026-11-22.
///
/// @param entityType in the singular, such as `lead`
/// @param createdBy the user who did it, 0 for a robot
/// @param valueAfter a list of objects, each of which holds one value under its name
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EventModel(
        @Nullable String type,
        long entityId,
        @Nullable String entityType,
        long createdBy,
        long createdAt,
        @Nullable JsonNode valueAfter,
        @Nullable JsonNode valueBefore) {

    private static final String OWNER_CHANGED = "entity_responsible_changed";
    private static final Set<String> SUBJECTS = Set.of("lead", "contact", "company", "customer", "task");
    private static final Set<String> VERBS =
            Set.of("added", "deleted", "restored", "status-changed", "owner-changed", "completed");

    public EventModel {
        if (UnixTime.of(createdAt).isEmpty()) {
            throw new IllegalArgumentException("created_at is " + createdAt);
        }
    }

    /// The list's type for a kind of event; empty if the list does not contain that kind.
    static Optional<String> type(EventKind kind) {
        if (!SUBJECTS.contains(kind.subject()) || !VERBS.contains(kind.verb())) {
            return Optional.empty();
        }
        return Optional.of(
                kind.verb().equals("owner-changed")
                        ? OWNER_CHANGED
                        : kind.word().replace('.', '_').replace('-', '_'));
    }

    /// Whether the item is an event of a kind.
    boolean is(EventKind kind) {
        return entityId > 0
                && type(kind).equals(Optional.ofNullable(type))
                && kind.subject().equals(entityType);
    }

    /// The item as an event of this kind.
    RecordedEvent toRecordedEvent(EventKind kind) {
        if (!kind.verb().endsWith("-changed")) {
            return new RecordedEvent(kind, entityId, time(), createdBy, Map.of(), Map.of());
        }
        return new RecordedEvent(
                kind, entityId, time(), createdBy, EventValues.single(after()), EventValues.single(before()));
    }

    /// The changed values after the event.
    JsonNode after() {
        return valueAfter == null ? MissingNode.getInstance() : valueAfter;
    }

    /// The changed values before the event.
    JsonNode before() {
        return valueBefore == null ? MissingNode.getInstance() : valueBefore;
    }

    Instant time() {
        return Instant.ofEpochSecond(createdAt);
    }
}
