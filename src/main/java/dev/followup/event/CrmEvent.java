package dev.followup.event;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Something that happened in a CRM account, once.
///
/// @param kind what happened
/// @param account the name of the account it happened in
/// @param entity what tasks about it hang on; `null` for what tasks cannot hang on, such as a list element
/// @param time when it happened, by the CRM's word if it gives one, else when the queue took the message
/// @param facts all that a rule may look at
/// @param key equal for two reports of the same happening, different for two happenings; not blank
/// @param formerKeys what the key would be if this only repeats an earlier report that told no time;
/// empty if the CRM gives one
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

    /// An event of which the CRM tells the time.
    public CrmEvent(EventKind kind, String account, @Nullable EntityRef entity, Instant time, Facts facts, String key) {
        this(kind, account, entity, time, facts, key, Set.of());
    }

    /// The same event with all that is known of a subject.
    ///
    /// @param subject such as `lead`
    /// @param more what is known of it, perhaps nothing; what the event itself says of it stays
    public CrmEvent knowing(String subject, Map<String, ? extends @Nullable Object> more) {
        return new CrmEvent(kind, account, entity, time, facts.knowing(subject, more), key, formerKeys);
    }
}
