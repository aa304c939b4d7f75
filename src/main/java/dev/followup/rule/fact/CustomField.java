package dev.followup.rule.fact;

import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A custom field with the name and type that the book gives it.
///
/// @param key its id or code, under which the facts have it as a list of texts
record CustomField(String name, String key, CustomFieldType type) {

    private static final AllowedWords KEYS = AllowedWords.of("id", "code", "type");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,64}");
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*");

    /// Reads a name with its definition.
    ///
    /// @param hasZone whether the book names a time zone
    static CustomField read(YamlNode.Entry entry, boolean hasZone) {
        if (!isName(entry.name())) {
            var found = "found " + ValueText.quoted(entry.name());
            entry.key()
                    .object(found + ", expected a name of letters, digits, _ and - that is no id and no code in"
                            + " capitals, such as pay_date");
        }
        var keys = entry.value().keys(KEYS);
        var type = keys.optional("type").flatMap(found -> type(found, hasZone));
        return new CustomField(entry.name(), key(keys), type.orElse(CustomFieldType.LIST));
    }

    private static boolean isName(String word) {
        return NAME.matcher(word).matches() && !FactSchema.isIdOrCode(word);
    }

    private static String key(YamlMapping keys) {
        var id = keys.optional("id");
        var code = keys.optional("code");
        if (id.isPresent() == code.isPresent() && !keys.values().isEmpty()) {
            var found = id.isPresent() ? "both an id and a code" : "no id and no code";
            keys.mapping().object("found " + found + ", expected one of them");
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
