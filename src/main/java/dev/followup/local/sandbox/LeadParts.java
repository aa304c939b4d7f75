package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// What a lead consists of besides plain fields: tags, custom fields, linked contacts and companies.
final class LeadParts {

    private LeadParts() {}

    /// `_embedded` replaces what it names, `tags_to_add` and `tags_to_delete` change the list.
    static void link(ObjectNode lead, JsonNode sent) {
        ObjectNode embedded = lead.withObject("/_embedded");
        for (String part : List.of("contacts", "companies")) {
            if (sent.path("_embedded").path(part) instanceof ArrayNode linked) {
                embedded.set(part, linked);
            }
        }
        List<ObjectNode> tags = tags(
                sent.path("_embedded").path("tags").isArray()
                        ? sent.path("_embedded").path("tags")
                        : embedded.path("tags"));
        List<ObjectNode> gone = tags(sent.path("tags_to_delete"));
        List<ObjectNode> added = tags(sent.path("tags_to_add"));
        tags.removeIf(tag -> isAmong(gone, tag) || isAmong(added, tag));
        tags.addAll(added);
        embedded.set("tags", Json.list(tags));
    }

    /// Fields that are not named stay; a field without values goes.
    static JsonNode customFields(JsonNode before, JsonNode sent) {
        var fields = new ArrayList<JsonNode>();
        before.forEach(fields::add);
        for (JsonNode field : sent) {
            fields.removeIf(other -> key(other).equals(key(field)));
            if (!field.path("values").isEmpty()) {
                fields.add(named(field));
            }
        }
        return fields.isEmpty() ? Json.object().nullNode() : Json.list(fields);
    }

    private static String key(JsonNode field) {
        return field.path("field_id").asText(field.path("field_code").asText());
    }

    private static ObjectNode named(JsonNode sent) {
        ObjectNode field = sent.deepCopy();
        String id = key(sent);
        return field.hasNonNull("field_name") ? field : field.put("field_name", "Field " + id);
    }

    private static boolean isAmong(List<ObjectNode> tags, JsonNode tag) {
        return tags.stream()
                .anyMatch(other -> other.path("id").equals(tag.path("id"))
                        || other.path("name").equals(tag.path("name")));
    }

    /// A tag has an id and a name; who sends one gets the other made from it.
    private static List<ObjectNode> tags(JsonNode sent) {
        var tags = new ArrayList<ObjectNode>();
        for (JsonNode tag : sent) {
            String name = tag.path("name").asText(tag.path("id").asText());
            long id = tag.path("id").asLong(Integer.toUnsignedLong(name.hashCode()));
            tags.add(Json.object().put("id", id).put("name", name).putNull("color"));
        }
        return tags;
    }
}
