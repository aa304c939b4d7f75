package dev.followup.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/// The JSON Schema of the rule language, applied like in an editor.
record EditorSchema(Schema schema) {

    /// Draft 7, which all editors support, with one keyword of their own. The YAML language server (1.25, tried
    /// on 2026-11-22) completes the items of a comparison in it, but not after the `prefixItems` of 2020-12. It
    /// also does not suggest the first word in braces if `maxProperties` is beside them; so it is in an
    /// enclosing schema.
    private static final Dialect DRAFT = Dialect.builder(Dialects.getDraft7())
            .keyword(new NonValidationKeyword("patternErrorMessage"))
            .build();

    static final EditorSchema OF_RULES = of("/rules.schema.json");
    static final EditorSchema OF_CASES = of("/rules.cases.schema.json");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LoadSettings YAML =
            LoadSettings.builder().setSchema(new JsonSchema()).build();

    private static EditorSchema of(String file) {
        return ofText(text(file));
    }

    static EditorSchema ofText(String schema) {
        return new EditorSchema(SchemaRegistry.withDefaultDialect(DRAFT).getSchema(schema, InputFormat.JSON));
    }

    static String text(String file) {
        try (var schema = EditorSchema.class.getResourceAsStream(file)) {
            return new String(schema.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// The document in a file, as an editor sees it: without its quotes.
    static JsonNode document(String yaml) {
        return JSON.valueToTree(new Load(YAML).loadFromString(yaml));
    }

    /// A file with a document, with quotes around all texts but keys.
    static String yaml(JsonNode document) {
        if (document.isObject()) {
            return document.properties().stream()
                    .map(entry -> entry.getKey() + ": " + yaml(entry.getValue()))
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }
        return document.isArray()
                ? document.valueStream().map(EditorSchema::yaml).collect(Collectors.joining(", ", "[ ", " ]"))
                : document.toString();
    }

    /// The problems that an editor finds in a document.
    List<String> problems(JsonNode document) {
        return schema.validate(document).stream().map(Error::toString).toList();
    }

    /// The words that it suggests, by the path of each `properties` and `enum`, without the steps between
    /// alternatives, which share a path.
    Map<String, Set<String>> words() {
        var words = new TreeMap<String, Set<String>>();
        gather(schema.getSchemaNode(), "", words);
        return words;
    }

    private static void gather(JsonNode node, String path, Map<String, Set<String>> words) {
        for (var entry : node.properties()) {
            var below = path + "/" + entry.getKey();
            switch (entry.getKey()) {
                case "enum" -> entry.getValue().forEach(word -> at(below, words).add(word.asText()));
                case "properties" -> {
                    entry.getValue().fieldNames().forEachRemaining(at(below, words)::add);
                    entry.getValue()
                            .properties()
                            .forEach(one -> gather(one.getValue(), below + "/" + one.getKey(), words));
                }
                case "if", "then", "else", "not" -> {} // forbid combinations, and offer nothing
                default -> gather(entry.getValue(), below, words);
            }
        }
        if (node.isArray()) {
            node.forEach(item -> gather(item, path.replaceFirst("/(anyOf|items)$", ""), words));
        }
    }

    private static Set<String> at(String path, Map<String, Set<String>> words) {
        return words.computeIfAbsent(path, _ -> new TreeSet<>());
    }
}
