package dev.followup.event;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The change that one item of a webhook reports.
///
/// @param kind the kind of event that the item's action names
/// @param topic the singular of the thing that it reports: the kind's subject, or `note`
/// @param id the thing's id as text; empty where a note has none
/// @param now the thing's present values
/// @param old its former values, by their names in `now`; a former value may equal the present one
/// @param entity the entity to which tasks are linked
public record ObservedChange(
        EventKind kind,
        String topic,
        String id,
        Map<String, Object> now,
        Map<String, Object> old,
        @Nullable EntityRef entity) {

    static final String STATUS = "status_id";
    public static final String PIPELINE = "pipeline_id";
    static final String OWNER = "responsible_user_id";

    private static final Set<String> BEGINNINGS = Set.of("added", "note-added", "received", "sent");
    private static final Set<String> EDITS = Set.of("updated", "status-changed", "owner-changed");

    /// The kinds of event that the item proves, in the order of `EventKind`; none if its values contradict its
    /// action.
    public Set<EventKind> kinds() {
        var kinds = EnumSet.noneOf(EventKind.class);
        if (!isDenied()) {
            kinds.add(kind);
        }
        if (EDITS.contains(kind.verb())) {
            addIf(kinds, changed(STATUS) || changed(PIPELINE), "status-changed");
            addIf(kinds, changed(OWNER), "owner-changed");
        }
        addIf(kinds, !kind.verb().equals("deleted") && Boolean.TRUE.equals(now.get("is_completed")), "completed");
        return kinds;
    }

    /// The names of what changed, in the words of rules.
    List<String> changes() {
        var changes = new ArrayList<String>();
        if (changed(STATUS) || says("status-changed", STATUS)) {
            changes.add("status");
        }
        if (changed(OWNER) || says("owner-changed", OWNER)) {
            changes.add("owner");
        }
        if (changed(PIPELINE)) {
            changes.add("pipeline");
        }
        old.keySet().stream()
                .filter(name -> !Set.of(STATUS, OWNER, PIPELINE).contains(name) && changed(name))
                .sorted()
                .forEach(changes::add);
        return changes;
    }

    /// Whether a kind is the creation of a thing: it happens once, when and by whom the thing is created.
    public static boolean isBeginning(EventKind kind) {
        return BEGINNINGS.contains(kind.verb());
    }

    /// A whole number among the present values, such as a time in Unix seconds.
    Optional<Long> number(String name) {
        return now.get(name) instanceof Long number ? Optional.of(number) : Optional.empty();
    }

    /// Whether the values show that nothing changed: webhooks report an old owner even then.
    private boolean isDenied() {
        return switch (kind.verb()) {
            case "status-changed" -> unchanged(STATUS) && !changed(PIPELINE);
            case "owner-changed" -> unchanged(OWNER);
            default -> false;
        };
    }

    private void addIf(Set<EventKind> kinds, boolean proven, String verb) {
        if (proven) {
            EventKind.of(kind.subject() + "." + verb).ifPresent(kinds::add);
        }
    }

    /// Whether only the action reports a change of a value: the item lacks the former or the present one.
    private boolean says(String verb, String name) {
        return kind.verb().equals(verb) && !isKnown(name);
    }

    private boolean changed(String name) {
        return isKnown(name) && !Objects.equals(old.get(name), now.get(name));
    }

    private boolean unchanged(String name) {
        return isKnown(name) && Objects.equals(old.get(name), now.get(name));
    }

    private boolean isKnown(String name) {
        return old.containsKey(name) && now.containsKey(name);
    }
}
