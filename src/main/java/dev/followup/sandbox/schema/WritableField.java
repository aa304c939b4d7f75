package dev.followup.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/// A field that clients may write.
///
/// @param required whether an entity cannot be added without it
/// @param choices whether an item may have a value of the right type
public record WritableField(String name, Type type, boolean required, BiPredicate<JsonNode, JsonNode> choices) {

    /// The types that the CRM distinguishes. A number in a string is not a number, a text is never blank.
    public enum Type {
        INT,
        STRING,
        TEXT,
        BOOL,
        ARRAY,
        OBJECT,
        RESULT,
        CUSTOM_FIELDS;

        private boolean fits(JsonNode value) {
            return switch (this) {
                case INT -> value.isIntegralNumber() && value.canConvertToLong();
                case STRING, TEXT -> value.isTextual();
                case BOOL -> value.isBoolean();
                case ARRAY -> value.isArray();
                // PHP writes an empty object as an empty list.
                case OBJECT -> value.isObject() || (value.isArray() && value.isEmpty());
                case RESULT -> OBJECT.fits(value) && STRING.fitsIfPresent(value.path("text"));
                case CUSTOM_FIELDS ->
                    value.isArray()
                            && StreamSupport.stream(value.spliterator(), false).allMatch(Type::isCustomField);
            };
        }

        /// Whether a value is stored as it is sent.
        private boolean isPlain() {
            return switch (this) {
                case INT, STRING, TEXT, BOOL, RESULT -> true;
                case ARRAY, OBJECT, CUSTOM_FIELDS -> false;
            };
        }

        private String word() {
            return switch (this) {
                case INT, STRING, BOOL, ARRAY, OBJECT -> name().toLowerCase(Locale.ROOT);
                case TEXT -> "string";
                case RESULT -> "object";
                case CUSTOM_FIELDS -> "array";
            };
        }

        private boolean fitsIfPresent(JsonNode value) {
            return isAbsent(value) || fits(value);
        }

        private static boolean isCustomField(JsonNode field) {
            boolean named = INT.fits(field.path("field_id")) || STRING.fits(field.path("field_code"));
            return named && ARRAY.fitsIfPresent(field.path("values"));
        }
    }

    /// A violation, in the CRM's words.
    record Flaw(String code, String path, String detail) {

        static Flaw missing(String path) {
            return new Flaw("FieldMissing", path, "This field is missing.");
        }

        ObjectNode json() {
            return Json.object().put("code", code).put("path", path).put("detail", detail);
        }
    }

    public static WritableField optional(String name, Type type) {
        return new WritableField(name, type, false, (_, _) -> true);
    }

    public WritableField need() {
        return new WritableField(name, type, true, choices);
    }

    WritableField waived() {
        return new WritableField(name, type, false, choices);
    }

    public WritableField among(Predicate<JsonNode> known) {
        return amongFor((_, value) -> known.test(value));
    }

    /// Allows the values that are known for their item.
    ///
    /// @param known takes the item and the value
    public WritableField amongFor(BiPredicate<JsonNode, JsonNode> known) {
        return new WritableField(name, type, required, known);
    }

    /// `null` counts as absent: clients with typed models write it for fields that they don't set.
    public static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /// Copies the value under this name, if its type is plain.
    public void copy(JsonNode sent, ObjectNode document) {
        JsonNode value = sent.path(name);
        if (type.isPlain() && !isAbsent(value)) {
            document.set(name, value);
        }
    }

    Optional<Flaw> flaw(JsonNode item) {
        JsonNode value = item.path(name);
        if (isAbsent(value)) {
            return required ? Optional.of(Flaw.missing(name)) : Optional.empty();
        }
        if (!type.fits(value)) {
            return Optional.of(new Flaw("InvalidType", name, "This value should be of type " + type.word() + "."));
        }
        if (type == Type.TEXT && value.asText().isBlank()) {
            return Optional.of(new Flaw("NotBlank", name, "This value should not be blank."));
        }
        if (!choices.test(item, value)) {
            return Optional.of(new Flaw("NotSupportedChoice", name, "The value you selected is not a valid choice."));
        }
        return Optional.empty();
    }
}
