package dev.followup.crm.eventlog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The parser of changed values in the events list: a list of objects such as `{"lead_status": {"id": 142}}`.
/// Source: Kommo documentation, "Events and Notes", structures of `value_after` and `value_before`; read
/// 2026-11-22.
final class EventValues {

    private static final String TAGS = "tags";
    private static final String CUSTOM_FIELDS = "custom_fields";

    /// The paths of values, by the names that the entity itself has for them.
    private static final Map<String, String> PATHS = Map.of(
            "status_id", "/lead_status/id",
            "pipeline_id", "/lead_status/pipeline_id",
            "responsible_user_id", "/responsible_user/id",
            "price", "/sale_field_value/sale",
            "name", "/name_field_value/name",
            "text", "/task/text",
            "complete_till", "/task_deadline/timestamp",
            "task_type_id", "/task_type/id");

    private EventValues() {}

    /// The values of fields that an entity has once, by the entity's names for them, as `Facts` take them.
    static Map<String, Object> single(JsonNode values) {
        var single = new HashMap<String, Object>();
        for (var value : values) {
            PATHS.forEach((name, path) -> {
                var found = value.at(path);
                if (found.isIntegralNumber()) {
                    single.put(name, found.longValue());
                } else if (found.isTextual() && !found.textValue().isEmpty()) {
                    single.put(name, found.textValue());
                }
            });
        }
        return single;
    }

    /// Restores an entity's document to its state before an event.
    ///
    /// @param after after the values after the event
    /// @param before before the values before the event
    static void undo(JsonNode after, JsonNode before, Map<String, @Nullable Object> document) {
        single(after).keySet().forEach(document::remove);
        document.putAll(single(before));
        undoTags(after, before, document);
        undoCustomFields(customFields(after), customFields(before), document);
    }

    private static void undoTags(JsonNode after, JsonNode before, Map<String, @Nullable Object> document) {
        var tags = new ArrayList<Object>(document.get(TAGS) instanceof List<?> now ? now : List.of());
        tags.removeAll(tags(after));
        tags.addAll(tags(before));
        document.remove(TAGS);
        if (!tags.isEmpty()) {
            document.put(TAGS, tags);
        }
    }

    private static List<String> tags(JsonNode values) {
        return values.valueStream()
                .map(value -> value.at("/tag/name").asText())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static void undoCustomFields(
            Map<String, List<String>> after, Map<String, List<String>> before, Map<String, @Nullable Object> document) {
        var changed = new TreeSet<>(after.keySet());
        changed.addAll(before.keySet());
        if (changed.isEmpty()) {
            return;
        }
        var fields = new LinkedHashMap<Object, Object>(
                document.get(CUSTOM_FIELDS) instanceof Map<?, ?> now ? now : Map.of());
        for (var id : changed) {
            var then = before.get(id);
            for (var name : names(id, fields)) {
                if (then == null) {
                    fields.remove(name);
                } else {
                    fields.put(name, then);
                }
            }
        }
        document.put(CUSTOM_FIELDS, fields);
    }

    /// The names of a field: its id, and the code under which the document has the same values.
    private static List<Object> names(String id, Map<Object, Object> fields) {
        var names = new ArrayList<Object>(List.of(id));
        fields.forEach((name, values) -> {
            if (values.equals(fields.get(id)) && !name.toString().matches("[0-9]+")) {
                names.add(name);
            }
        });
        return names;
    }

    private static Map<String, List<String>> customFields(JsonNode values) {
        var fields = new LinkedHashMap<String, List<String>>();
        for (var value : values) {
            var field = value.path("custom_field_value");
            if (field.hasNonNull("field_id")) {
                fields.computeIfAbsent(field.path("field_id").asText(), _ -> new ArrayList<>())
                        .add(field.path("text").asText());
            }
        }
        return fields;
    }
}
