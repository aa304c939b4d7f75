package dev.followup.crm.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The mapper of a lead, contact or company of API v4 to the document that its webhook would give: the same
/// names and types, so that a rule sees no difference.
///
/// Fields keep their names; `tags` are names, `custom_fields` are lists of strings under a field's id and,
/// where it has one, its code. Linked entities give `contact_id` (of the main contact) and `company_id`.
/// Empty texts, lists and objects are left out, as webhooks leave them out. `null` stays: the CRM writes it
/// for a field that is not set.
final class EntityMapper {

    private static final Set<String> MAPPED_SEPARATELY = Set.of("_links", "_embedded", "custom_fields_values");

    /// The levels of an entity that are mapped: more than any has. What is nested deeper is left out.
    private static final int LEVELS = 50;

    private EntityMapper() {}

    static Map<String, @Nullable Object> of(JsonNode entity) {
        var document = fields(entity, LEVELS);
        document.keySet().removeAll(MAPPED_SEPARATELY);
        var embedded = entity.path("_embedded");
        putId(document, "contact_id", main(embedded.path("contacts")));
        putId(document, "company_id", embedded.path("companies").path(0));
        putUnlessEmpty(document, "tags", tags(embedded.path("tags")));
        putUnlessEmpty(document, "custom_fields", customFields(entity.path("custom_fields_values")));
        return Collections.unmodifiableMap(document);
    }

    private static Map<String, @Nullable Object> fields(JsonNode object, int levels) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        object.properties()
                .forEach(field -> putUnlessEmpty(fields, field.getKey(), value(field.getValue(), levels - 1)));
        return fields;
    }

    private static @Nullable Object value(JsonNode node, int levels) {
        if (levels == 0 && node.isContainerNode()) {
            return List.of();
        }
        return switch (node.getNodeType()) {
            case ARRAY ->
                node.valueStream().map(item -> value(item, levels - 1)).toList();
            case OBJECT -> fields(node, levels);
            default -> single(node);
        };
    }

    private static @Nullable Object single(JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case STRING -> node.textValue();
            case NULL, MISSING -> null;
            case ARRAY, OBJECT, BINARY, POJO ->
                throw new IllegalArgumentException("no single value: " + node.getNodeType());
        };
    }

    /// A `Long`, or a `BigDecimal` where the fraction is not zero; a number out of the range of `double`
    /// stays a text.
    private static Object number(JsonNode number) {
        if (number.canConvertToExactIntegral() && number.canConvertToLong()) {
            return number.longValue();
        }
        return Double.isFinite(number.doubleValue()) ? number.decimalValue() : number.asText();
    }

    private static JsonNode main(JsonNode contacts) {
        return contacts.valueStream()
                .filter(contact -> contact.path("is_main").asBoolean())
                .findFirst()
                .orElse(contacts.path(0));
    }

    private static List<String> tags(JsonNode tags) {
        return tags.valueStream().flatMap(tag -> texts(tag.path("name"))).toList();
    }

    private static Map<String, List<String>> customFields(JsonNode fields) {
        var customFields = new LinkedHashMap<String, List<String>>();
        for (var field : fields) {
            var texts = texts(field.path("values")).toList();
            if (!texts.isEmpty()) {
                Stream.of(field.path("field_id"), field.path("field_code"))
                        .flatMap(EntityMapper::texts)
                        .forEach(name -> customFields.put(name, texts));
            }
        }
        return customFields;
    }

    /// The texts of a value: flags as the `1` and `0` of webhooks, of an object its `value`, or else
    /// everything in it.
    private static Stream<String> texts(JsonNode node) {
        return texts(node, LEVELS);
    }

    private static Stream<String> texts(JsonNode node, int levels) {
        if (node.isContainerNode()) {
            var within = node.has("value") ? Stream.of(node.path("value")) : node.valueStream();
            return levels == 0 ? Stream.empty() : within.flatMap(one -> texts(one, levels - 1));
        }
        return switch (single(node)) {
            case null -> Stream.empty();
            case Boolean flag -> Stream.of(flag ? "1" : "0");
            case BigDecimal number -> Stream.of(number.toPlainString());
            case Object other -> Stream.of(other.toString()).filter(text -> !text.isEmpty());
        };
    }

    private static void putId(Map<String, @Nullable Object> document, String name, JsonNode linked) {
        if (linked.path("id").asLong() > 0) {
            document.put(name, linked.path("id").asLong());
        }
    }

    private static void putUnlessEmpty(Map<String, @Nullable Object> document, String name, @Nullable Object value) {
        if (!"".equals(value) && !List.of().equals(value) && !Map.of().equals(value)) {
            document.put(name, value);
        }
    }
}
