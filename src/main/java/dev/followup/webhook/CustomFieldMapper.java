package dev.followup.webhook;

import dev.followup.webhook.FormNode.Branch;
import dev.followup.webhook.FormNode.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The mapper of an item's custom fields, in all shapes that webhooks have for them, to one shape: lists of
/// strings under the field's id and, where it has one, its code. A field without a value is left out.
final class CustomFieldMapper {

    private CustomFieldMapper() {}

    static Map<String, Object> of(Branch fields) {
        var values = new LinkedHashMap<String, Object>();
        for (var entry : fields.inOrder()) {
            if (entry.getValue() instanceof Branch field) {
                put(values, entry.getKey(), field);
            }
        }
        return values;
    }

    private static void put(Map<String, Object> values, String key, Branch field) {
        var texts = Stream.of("values", "value")
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
        if (id.isEmpty() && code.isEmpty()) {
            values.put(key, texts);
        }
    }

    /// The texts of a value: a text (dates, old documentation), an object with a `value` (radio buttons), or a
    /// list of either.
    private static Stream<String> texts(FormNode node) {
        return switch (node) {
            case Text text -> text.content().stream();
            case Branch branch ->
                Optional.ofNullable(branch.children().get("value"))
                        .map(List::of)
                        .orElseGet(() -> branch.inOrder().stream()
                                .map(Map.Entry::getValue)
                                .toList())
                        .stream()
                        .flatMap(CustomFieldMapper::texts);
        };
    }
}
