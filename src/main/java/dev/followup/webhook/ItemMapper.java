package dev.followup.webhook;

import dev.followup.webhook.FormNode.Branch;
import dev.followup.webhook.FormNode.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The mapper of a webhook's items to documents for rules: known fields by their names and types in API v4,
/// unknown ones as strings under their own names.
///
/// Empty values are left out: an empty text, the word `null`, a field without values. A zero stays: owner 0
/// means no owner, author 0 a robot. A known field that cannot be read stays a string.
///
/// @param fields the known fields by their names in webhooks
record ItemMapper(Map<String, FieldMapping> fields) {

    private static final String TAGS = "tags";
    private static final Set<String> ENTITIES = Set.of("leads", "contacts", "companies", "customers");
    private static final String CUSTOM_FIELDS = "custom_fields";

    /// What a note has beside its text: JSON in a text.
    private static final String METADATA = "metadata";

    /// The document of an item whose subject is, for example, `task`.
    static Map<String, Object> of(Branch item, String subject) {
        return new ItemMapper(FieldMapping.of(subject)).document(item);
    }

    private Map<String, Object> document(Branch branch) {
        var document = new LinkedHashMap<String, Object>();
        branch.children().forEach((name, node) -> {
            switch (node) {
                case Text text -> putText(document, branch, name, text);
                case Branch child -> putBranch(document, name, child);
            }
        });
        return document;
    }

    private void putText(Map<String, Object> document, Branch branch, String name, Text text) {
        var field = fields.get(name);
        if (text.content().isEmpty() || (field != null && document.containsKey(field.name()))) {
            return;
        }
        if (field == null) {
            document.putIfAbsent(name, unknown(name, text));
            return;
        }
        field.in(branch)
                .ifPresentOrElse(value -> document.put(field.name(), value), () -> document.put(name, text.value()));
    }

    private Object unknown(String name, Text text) {
        return switch (name) {
            case TAGS -> List.of(text.value());
            case METADATA ->
                JsonBodyParser.object(text.value()).<Object>map(this::document).orElse(text.value());
            default -> text.value();
        };
    }

    private void putBranch(Map<String, Object> document, String name, Branch branch) {
        switch (name) {
            case TAGS -> putUnlessEmpty(document, TAGS, tags(branch));
            case CUSTOM_FIELDS, "custom_fields_values" ->
                putUnlessEmpty(document, CUSTOM_FIELDS, CustomFieldMapper.of(branch));
            default -> putUnlessEmpty(document, name, branch.isList() ? list(name, branch) : document(branch));
        }
    }

    /// Puts a value unless it is an empty list or document, which means nothing.
    private static void putUnlessEmpty(Map<String, ? super Object> document, String name, Object value) {
        if (!value.equals(List.of()) && !value.equals(Map.of())) {
            document.put(name, value);
        }
    }

    /// The elements of a list. Bare elements in a list of entities, as in incoming leads, are ids.
    private List<Object> list(String name, Branch branch) {
        return branch.inOrder().stream()
                .<Object>flatMap(child -> switch (child.getValue()) {
                    case Text text
                    when ENTITIES.contains(name) ->
                        text.content().map(said -> FieldType.NUMBER.of(said).orElse(said)).stream();
                    case Text text -> text.content().stream();
                    case Branch element when element.isList() -> Stream.of(list(name, element));
                    case Branch element -> Stream.of(document(element));
                })
                .toList();
    }

    /// The names of tags, which are objects or, in old layouts, bare strings; or of the only tag, where an
    /// object is in the list's place.
    private static List<String> tags(Branch branch) {
        if (!branch.isCollection()) {
            return branch.text("name").stream().toList();
        }
        return branch.inOrder().stream()
                .flatMap(tag -> switch (tag.getValue()) {
                    case Text text -> text.content().stream();
                    case Branch object -> object.text("name").stream();
                })
                .toList();
    }
}
