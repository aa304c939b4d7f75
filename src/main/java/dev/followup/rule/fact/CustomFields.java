package dev.followup.rule.fact;

import dev.followup.directory.DirectoryNames;
import dev.followup.event.CrmEvent;
import dev.followup.event.Facts;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlNode;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The custom fields that have names and types in the book.
///
/// @param zone the time zone of birthdays
public record CustomFields(List<CustomField> fields, ZoneId zone) {

    private static final String AMONG = "custom_fields";

    /// The custom fields of a book that names none.
    public static final CustomFields NONE = new CustomFields(List.of(), ZoneOffset.UTC);

    /// Reads the value of `fields`.
    ///
    /// @param zone the zone of the book; `null` if it names none
    /// @param names the names of the account's fields
    public static CustomFields read(YamlNode node, @Nullable ZoneId zone, DirectoryNames names) {
        var fields = node.entries("names of custom fields, such as pay_date: { id: 77, type: date }").stream()
                .map(entry -> CustomField.read(entry, zone != null, names))
                .toList();
        return new CustomFields(fields, zone == null ? ZoneOffset.UTC : zone);
    }

    /// The types of the fields by their names; of two fields with one name, which is refused, the first.
    public Map<String, FactType.Value> types() {
        var types = new LinkedHashMap<String, FactType.Value>();
        fields.forEach(field -> types.putIfAbsent(field.name(), field.ofFact()));
        return Collections.unmodifiableMap(types);
    }

    /// An event as rules see it: each field's value also under its name, beside those under ids and codes.
    ///
    /// @param warnings receives each value that is not of its field's type
    public CrmEvent in(CrmEvent event, Consumer<String> warnings) {
        var things = fields.isEmpty() ? Map.of() : valuesBySubject(event.facts(), warnings);
        return things.isEmpty()
                ? event
                : new CrmEvent(
                        event.kind(),
                        event.account(),
                        event.entity(),
                        event.time(),
                        new Facts(
                                with(event.facts().document(), things),
                                event.facts().whole()),
                        event.key());
    }

    /// The subjects that have any of the fields, with their values.
    private Map<String, Object> valuesBySubject(Facts facts, Consumer<String> warnings) {
        var things = new LinkedHashMap<String, Object>();
        for (var root : EntitySchema.WITH_CUSTOM_FIELDS) {
            if (facts.document().get(root) instanceof Map<?, ?> thing && thing.get(AMONG) instanceof Map<?, ?> values) {
                var named = named(root + "." + AMONG, values, warnings);
                if (!named.isEmpty()) {
                    things.put(root, with(thing, Map.of(AMONG, with(values, named))));
                }
            }
        }
        return things;
    }

    private Map<String, Object> named(String path, Map<?, ?> values, Consumer<String> warnings) {
        var named = new LinkedHashMap<String, Object>();
        for (var field : fields) {
            if (values.get(field.key()) instanceof List<?> many && !many.isEmpty()) {
                var texts = many.stream().map(String::valueOf).toList();
                field.type()
                        .of(texts, zone)
                        .ifPresentOrElse(
                                value -> named.put(field.name(), value),
                                () -> warnings.accept("fields.%s: found %s in %s.%s, expected a %s"
                                        .formatted(
                                                field.name(),
                                                ValueText.quoted(texts.getFirst()),
                                                path,
                                                field.key(),
                                                field.type().word())));
            }
        }
        return named;
    }

    private static Map<String, @Nullable Object> with(Map<?, ?> document, Map<?, ?> more) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        document.forEach((name, value) -> all.put(String.valueOf(name), value));
        more.forEach((name, value) -> all.put(String.valueOf(name), value));
        return all;
    }
}
