package dev.followup.rule.fact;

import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryNames;
import dev.followup.directory.NameKind;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A custom field with the name and type that the book gives it.
///
/// @param key its id or code, under which the facts have it as a list of texts
/// @param choices the texts that it can have; every text if empty
record CustomField(String name, String key, CustomFieldType type, List<String> choices) {

    private static final AllowedWords KEYS = AllowedWords.of("id", "code", "name", "type");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,64}");
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*");

    /// Reads a name with its definition.
    ///
    /// @param hasZone whether the book names a time zone
    /// @param names the names of the account's fields
    static CustomField read(YamlNode.Entry entry, boolean hasZone, DirectoryNames names) {
        if (!isName(entry.name())) {
            var found = "found " + ValueText.quoted(entry.name());
            entry.key()
                    .object(found + ", expected a name of letters, digits, _ and - that is no id and no code in"
                            + " capitals, such as pay_date");
        }
        var keys = entry.value().keys(KEYS);
        var type = keys.optional("type").flatMap(found -> type(found, hasZone));
        var key = key(keys);
        var byName = keys.optional("name").filter(_ -> key.isEmpty()).flatMap(names::field);
        if (byName.isPresent()) {
            return of(entry.name(), byName.get(), type.orElseGet(() -> type(byName.get(), keys, hasZone)));
        }
        if (!key.isEmpty()) {
            names.use(NameKind.FIELD, key, entry.value());
        }
        return new CustomField(entry.name(), key, type.orElse(CustomFieldType.LIST), List.of());
    }

    private static CustomField of(String name, Directory.Field field, CustomFieldType type) {
        boolean isText = type == CustomFieldType.TEXT || type == CustomFieldType.LIST;
        return new CustomField(
                name,
                Long.toString(field.id()),
                type,
                isText ? field.choices().stream().map(Directory.Choice::name).toList() : List.of());
    }

    /// The type of a field of the directory.
    private static CustomFieldType type(Directory.Field field, YamlMapping keys, boolean hasZone) {
        var type = CustomFieldType.ofCrm(field.type());
        if (type.ofFact() == FactType.Scalar.DAY && !hasZone) {
            keys.mapping()
                    .object("found the field \"%s\" of type %s, which needs the book's zone, such as Europe/Moscow"
                            .formatted(field.name(), type.word()));
        }
        return type;
    }

    /// The type of its facts.
    FactType.Value ofFact() {
        return choices.isEmpty() ? type.ofFact() : new FactType.Words(choices);
    }

    private static boolean isName(String word) {
        return NAME.matcher(word).matches() && !FactSchema.isIdOrCode(word);
    }

    private static String key(YamlMapping keys) {
        var id = keys.optional("id");
        var code = keys.optional("code");
        var given = Stream.of("id", "code", "name")
                .filter(keys.values()::containsKey)
                .map(key -> key.equals("id") ? "an id" : "a " + key)
                .toList();
        if (given.isEmpty() && !keys.values().isEmpty()) {
            keys.mapping().object("found no id, no code and no name, expected one of them");
        } else if (given.size() > 1) {
            keys.mapping().object("found both " + String.join(" and ", given) + ", expected one of them");
        }
        return id.flatMap(CustomField::id)
                .or(() -> code.flatMap(CustomField::code))
                .orElse("");
    }

    private static Optional<String> id(YamlNode node) {
        if (node.value().orElse("") instanceof Long id && id > 0) {
            return Optional.of(id.toString());
        }
        node.refuse("the id of a custom field, such as 77");
        return Optional.empty();
    }

    private static Optional<String> code(YamlNode node) {
        if (CODE.matcher(node.word()).matches()) {
            return Optional.of(node.word());
        }
        node.refuse("the code of a custom field in capitals, such as PHONE");
        return Optional.empty();
    }

    private static Optional<CustomFieldType> type(YamlNode node, boolean hasZone) {
        var objection = CustomFieldType.WORDS.objection(node.word());
        objection.ifPresent(node::object);
        if (objection.isPresent()) {
            return Optional.empty();
        }
        var type = CustomFieldType.valueOf(node.word().toUpperCase(Locale.ROOT).replace('-', '_'));
        if (type.ofFact() == FactType.Scalar.DAY && !hasZone) {
            node.object("found \"" + type.word() + "\", which needs the book's zone, such as Europe/Moscow");
        }
        return Optional.of(type);
    }
}
