package dev.followup.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The builder of an event's facts: the observed thing under its singular, and beside it what follows from it
/// (`event`, `changed`, `old`). The thing's own fields stay inside it and can never be mistaken for these.
///
/// If tasks are linked to another entity than the thing (the lead of a note, task, message or incoming lead),
/// the facts have that entity too, with its id and the little that is known of it.
public record EventFacts(EventKind kind, ObservedChange observed, Instant time) {

    /// Things that are created by their event: their own age is always zero, and that of their entity is
    /// unknown.
    private static final Set<String> WITHOUT_AGE = Set.of("note", "message");

    public Facts facts() {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("event", event());
        document.put(observed.topic(), observed.now());
        putRelated(document);
        putUnlessEmpty(document, "changed", observed.changes());
        putUnlessEmpty(document, "old", observed.old());
        return new Facts(document);
    }

    private Map<String, Object> event() {
        var event = new LinkedHashMap<String, Object>();
        event.put("kind", kind.word());
        observed.number(ObservedChange.isBeginning(kind) ? "created_by" : "updated_by")
                .ifPresent(author -> {
                    event.put("author", author);
                    event.put("by-robot", author == 0);
                });
        if (!WITHOUT_AGE.contains(observed.topic())) {
            observed.number("created_at")
                    .ifPresent(created -> event.put("age", Math.max(0, time.getEpochSecond() - created)));
        }
        return event;
    }

    private void putRelated(Map<String, @Nullable Object> document) {
        if (observed.topic().equals("incoming-lead")) {
            putUnlessEmpty(document, "lead", lead());
            return;
        }
        var entity = observed.entity();
        if (entity != null) {
            document.putIfAbsent(entity.type().singular(), Map.of("id", entity.id()));
        }
    }

    /// The fields of the lead that an incoming lead reports, but for the time of its creation: it would mean that
    /// the lead is reported in full. Fields beside the id of another lead are left out.
    private Map<String, Object> lead() {
        var lead = new LinkedHashMap<String, Object>();
        var entity = observed.entity();
        if (observed.now().get("data") instanceof Map<?, ?> data) {
            var reported = firstOf(data.get("leads"));
            if (entity == null || !(reported.get("id") instanceof Long id) || id == entity.id()) {
                reported.forEach((name, value) -> lead.put(String.valueOf(name), value));
            }
        }
        lead.remove("created_at");
        observed.number(ObservedChange.PIPELINE).ifPresent(pipeline -> lead.put(ObservedChange.PIPELINE, pipeline));
        if (entity != null) {
            lead.put("id", entity.id());
        }
        return lead;
    }

    /// Puts a value unless it is an empty list or document, which means nothing.
    private static void putUnlessEmpty(Map<String, ? super Object> document, String name, Object value) {
        if (!value.equals(List.of()) && !value.equals(Map.of())) {
            document.put(name, value);
        }
    }

    /// The first document of a list or of a map by id; a document in their place is the only one.
    private static Map<?, ?> firstOf(@Nullable Object items) {
        Object first = switch (items) {
            case Map<?, ?> byId
            when !byId.isEmpty() && byId.keySet().stream().allMatch(EventFacts::isId) ->
                byId.values().iterator().next();
            case Map<?, ?> only -> only;
            case List<?> list when !list.isEmpty() -> list.getFirst();
            case null, default -> Map.of();
        };
        return first instanceof Map<?, ?> item ? item : Map.of();
    }

    private static boolean isId(Object name) {
        return name.toString().chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }
}
