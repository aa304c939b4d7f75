package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.ARRAY;
import static dev.followup.sandbox.schema.WritableField.Type.CUSTOM_FIELDS;
import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.Type.OBJECT;
import static dev.followup.sandbox.schema.WritableField.Type.STRING;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.Users;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ListFilter;
import dev.followup.sandbox.http.QueryForm;
import dev.followup.sandbox.schema.WritableField;
import dev.followup.sandbox.schema.WriteSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The fields that leads, contacts and companies share: a name, an owner, tags, custom fields, and linked
/// entities.
final class CommonFields {

    /// The custom fields that every account has, by their codes.
    private static final Map<String, Integer> STANDARD = Map.of("POSITION", 5001, "PHONE", 5002, "EMAIL", 5003);

    private CommonFields() {}

    private static List<WritableField> fields(Users users) {
        return List.of(
                optional("name", STRING),
                optional("responsible_user_id", INT).among(users::isActive),
                optional("created_by", INT).among(users::isActiveOrRobot),
                optional("updated_by", INT).among(users::isActiveOrRobot),
                optional("created_at", INT),
                optional("updated_at", INT),
                optional("custom_fields_values", CUSTOM_FIELDS),
                optional("tags_to_add", ARRAY),
                optional("tags_to_delete", ARRAY),
                optional("_embedded", OBJECT));
    }

    /// @param own the entity's additional fields
    static WriteSchema schema(Users users, WritableField... own) {
        return new WriteSchema(
                Stream.concat(Stream.of(own), fields(users).stream()).toList(), List.of());
    }

    static ListFilter filter(QueryForm query) {
        return ListFilter.of(query)
                .anyOf("id")
                .anyOf("name")
                .anyOf("responsible_user_id")
                .anyOf("created_by")
                .anyOf("updated_by")
                .span("created_at")
                .span("updated_at");
    }

    /// Applies what was sent and is not simply a field of that name.
    static void refine(ObjectNode entity, JsonNode sent) {
        ObjectNode embedded = entity.withObject("/_embedded");
        link(embedded, sent.path("_embedded"));
        tag(embedded, sent);
        JsonNode before = entity.path("custom_fields_values");
        entity.set("custom_fields_values", customFields(before, sent.path("custom_fields_values")));
    }

    /// Replaces the given links. One of the contacts is the main one: the first, unless another is marked.
    private static void link(ObjectNode embedded, JsonNode sent) {
        if (sent.path("companies") instanceof ArrayNode companies) {
            embedded.set("companies", companies);
        }
        if (sent.path("contacts") instanceof ArrayNode contacts) {
            boolean named = contacts.findValues("is_main").stream().anyMatch(JsonNode::asBoolean);
            ArrayNode linked = embedded.putArray("contacts");
            for (JsonNode contact : contacts) {
                boolean main = named ? contact.path("is_main").asBoolean() : linked.isEmpty();
                linked.addObject().put("id", contact.path("id").asLong()).put("is_main", main);
            }
        }
    }

    /// `_embedded` replaces the list, `tags_to_add` and `tags_to_delete` change it.
    private static void tag(ObjectNode embedded, JsonNode sent) {
        JsonNode instead = sent.path("_embedded").path("tags");
        List<ObjectNode> tags = tags(instead.isArray() ? instead : embedded.path("tags"));
        List<ObjectNode> deleted = tags(sent.path("tags_to_delete"));
        List<ObjectNode> added = tags(sent.path("tags_to_add"));
        tags.removeIf(tag -> isAmong(deleted, tag) || isAmong(added, tag));
        tags.addAll(added);
        embedded.set("tags", Json.list(tags));
    }

    /// Fields that are not given stay; a field without values is removed. The type of a field is the one with
    /// which it was sent first.
    private static JsonNode customFields(JsonNode before, JsonNode sent) {
        var fields = new ArrayList<JsonNode>();
        before.forEach(fields::add);
        for (JsonNode one : sent) {
            ObjectNode field = customField(one);
            fields.stream()
                    .filter(other -> key(other).equals(key(field)) && other.has("field_type"))
                    .findFirst()
                    .ifPresent(other -> field.set("field_type", other.path("field_type")));
            fields.removeIf(other -> key(other).equals(key(field)));
            if (!field.path("values").isEmpty()) {
                fields.add(field);
            }
        }
        return fields.isEmpty() ? Json.object().nullNode() : Json.list(fields);
    }

    private static String key(JsonNode field) {
        return field.path("field_id").asText(field.path("field_code").asText());
    }

    private static ObjectNode customField(JsonNode sent) {
        ObjectNode field = sent.deepCopy();
        STANDARD.forEach((code, id) -> {
            if (code.equals(sent.path("field_code").asText())
                    || id == sent.path("field_id").asInt()) {
                field.put("field_id", id).put("field_code", code);
            }
        });
        return field.hasNonNull("field_name") ? field : field.put("field_name", "Field " + key(field));
    }

    private static boolean isAmong(List<ObjectNode> tags, JsonNode tag) {
        return tags.stream()
                .anyMatch(other -> other.path("id").equals(tag.path("id"))
                        || other.path("name").equals(tag.path("name")));
    }

    /// A tag has an id and a name. The missing one is derived from the other.
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
