package dev.followup.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A document with one change, usually an error.
///
/// @param what the change, such as `/rules/0/name = 7`
record DocumentMutation(String what, JsonNode document) {

    /// The replacements for each value: an unknown word, other types, and all forms of nothing.
    private static final List<JsonNode> REPLACEMENTS = Stream.of(
                    "zzz", "''", "7", "-7", "1.5", "true", "null", "[]", "{}", "[[]]", "[zzz]", "{ zzz: 7 }")
            .map(EditorSchema::document)
            .toList();

    /// All changes of a document: each key left out and misspelt, each item left out and doubled, each value
    /// replaced.
    static Stream<DocumentMutation> of(JsonNode document) {
        return within(document, "").map(change -> {
            var copy = document.deepCopy();
            change.edit().in(copy);
            return new DocumentMutation(change.what(), copy);
        });
    }

    private record Change(String what, Edit edit) {}

    private interface Edit {
        void in(JsonNode document);
    }

    private static Stream<Change> within(JsonNode node, String path) {
        var here = switch (node) {
            case ObjectNode mapping -> mapping.properties().stream().flatMap(entry -> ofKey(path, entry.getKey()));
            case ArrayNode list -> IntStream.range(0, list.size()).boxed().flatMap(index -> ofItem(path, index));
            default -> Stream.<Change>empty();
        };
        return Stream.concat(here, below(node, path));
    }

    private static Stream<Change> below(JsonNode node, String path) {
        return switch (node) {
            case ObjectNode mapping ->
                mapping.properties().stream().flatMap(entry -> within(entry.getValue(), path + "/" + entry.getKey()));
            case ArrayNode list ->
                IntStream.range(0, list.size()).boxed().flatMap(index -> within(list.get(index), path + "/" + index));
            default -> Stream.empty();
        };
    }

    private static Stream<Change> ofKey(String path, String key) {
        var place = path + "/" + key;
        return Stream.concat(
                Stream.of(
                        new Change(
                                place + " left out",
                                document -> mapping(document, path).remove(key)),
                        new Change(place + " misspelt", document -> {
                            var mapping = mapping(document, path);
                            mapping.set(key + "q", mapping.remove(key));
                        })),
                REPLACEMENTS.stream()
                        .map(value -> new Change(
                                place + " = " + value,
                                document -> mapping(document, path).set(key, value))));
    }

    private static Stream<Change> ofItem(String path, int index) {
        var place = path + "/" + index;
        return Stream.concat(
                Stream.of(
                        new Change(
                                place + " left out",
                                document -> list(document, path).remove(index)),
                        new Change(place + " twice", document -> {
                            var list = list(document, path);
                            list.add(list.get(index));
                        })),
                REPLACEMENTS.stream()
                        .map(value -> new Change(
                                place + " = " + value,
                                document -> list(document, path).set(index, value))));
    }

    private static ObjectNode mapping(JsonNode document, String path) {
        return (ObjectNode) document.at(path);
    }

    private static ArrayNode list(JsonNode document, String path) {
        return (ArrayNode) document.at(path);
    }
}
