package dev.followup.event;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A single event in a CRM account.
///
/// @param kind the kind of event
/// @param account the name of the account
/// @param entity the entity to which tasks are linked; `null` where tasks cannot be linked, such as for a
/// list element
/// @param time the time that the CRM reports, else the time at which the queue received the message
/// @param facts the facts that rules can use
/// @param key equal for two reports of the same event, different for two events; not blank
/// @param formerKeys the keys that an earlier report of the same event may have; empty if the CRM reports its
/// time
public record CrmEvent(
        EventKind kind,
        String account,
        @Nullable EntityRef entity,
        Instant time,
        Facts facts,
        String key,
        Set<String> formerKeys) {

    public CrmEvent {
        formerKeys = Set.copyOf(formerKeys);
        if (key.isBlank()) {
            throw new IllegalArgumentException("the key of " + kind + " in account " + account + " is blank");
        }
    }

    /// An event whose time the CRM reports.
    public CrmEvent(EventKind kind, String account, @Nullable EntityRef entity, Instant time, Facts facts, String key) {
        this(kind, account, entity, time, facts, key, Set.of());
    }

    /// The same event at another time.
    public CrmEvent at(Instant other) {
        return new CrmEvent(kind, account, entity, other, facts, key, formerKeys);
    }

    /// The same event with other facts.
    public CrmEvent with(Facts other) {
        return new CrmEvent(kind, account, entity, time, other, key, formerKeys);
    }

    /// The same event with everything that is known of a subject.
    ///
    /// @param subject such as `lead`
    /// @param more its values, possibly none; values that the event already has are kept
    public CrmEvent knowing(String subject, Map<String, ? extends @Nullable Object> more) {
        return new CrmEvent(kind, account, entity, time, facts.knowing(subject, more), key, formerKeys);
    }
}
