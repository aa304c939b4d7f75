package dev.followup.webhook;

import dev.followup.webhook.FormNode.Branch;
import dev.followup.webhook.FormNode.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The mapper of an item's custom fields, in all shapes that webhooks have for them, to one shape: lists of
/// strings under the field's id and, where it has one, its code. A field without a value is left out.
final class CustomFieldMapper {

    private static final List<String> VALUES = List.of("values", "value");

    private CustomFieldMapper() {}

    static Map<String, Object> of(Branch fields) {
        var values = new LinkedHashMap<String, Object>();
        if (VALUES.stream().anyMatch(fields.children()::containsKey)) {
            put(values, null, fields); // one field in the list's place
            return values;
        }
        for (var entry : fields.inOrder()) {
            if (entry.getValue() instanceof Branch field) {
                put(values, fields.isList() ? null : entry.getKey(), field);
            }
        }
        return values;
    }

    /// @param key the field's name in a map of fields; `null` in a list, where an index is no id
    private static void put(Map<String, Object> values, @Nullable String key, Branch field) {
        var texts = VALUES.stream()
                .flatMap(name -> Optional.ofNullable(field.children().get(name)).stream())
                .flatMap(CustomFieldMapper::texts)
                .toList();
        if (texts.isEmpty()) {
            return;
        }
        var id = field.text("id").or(() -> field.text("field_id"));
        var code = field.text("code").or(() -> field.text("field_code"));
        id.ifPresent(name -> values.put(name, texts));
        code.ifPresent(name -> values.put(name, texts));
        if (id.isEmpty() && code.isEmpty() && key != null) {
            values.put(key, texts);
        }
    }

    /// The texts of a value: a text (dates, old documentation), an object with a `value` (radio buttons), or a
    /// list of either. An object without a `value` has none: its enum's id, for example, is no text.
    private static Stream<String> texts(FormNode node) {
        return switch (node) {
            case Text text -> text.content().stream();
            case Branch list
            when list.isCollection() ->
                list.inOrder().stream().map(Map.Entry::getValue).flatMap(CustomFieldMapper::texts);
            case Branch object ->
                Optional.ofNullable(object.children().get("value")).stream().flatMap(CustomFieldMapper::texts);
        };
    }
}
