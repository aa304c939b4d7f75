package dev.followup.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A source of broken JSON: samples with values left out, doubled, exchanged, nested and of other types;
/// sometimes also what is no JSON.
///
/// @param samples good documents
public record JsonMutator(List<JsonNode> samples) implements Function<Random, String> {

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(10_000).build())
            .build());
    private static final int MOST_CHANGES = 4;
    private static final int MOST_COPIES = 300;
    private static final int LONGEST = 64 * 1024;
    private static final int MOST_PLACES = 5_000;
    private static final int MOST_LEVELS = 50;

    /// Deeper than any document.
    private static final int DEEPEST = 400;

    private static final List<JsonNode> VALUES = Stream.of(
                    "null",
                    "true",
                    "false",
                    "0",
                    "-1",
                    "1.5",
                    "1e300",
                    "1e400",
                    "-1e400",
                    "[]",
                    "{}",
                    "[[]]",
                    "[null]",
                    "[{}]",
                    "{\"id\": 1}",
                    "{\"value\": [1]}",
                    "2147483648",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "9223372036854775808",
                    "31556889864403199",
                    "31556889864403200",
                    "-31557014167219201",
                    "9".repeat(400),
                    "\"\"",
                    "\" \"",
                    "\"0\"",
                    "\"501\"",
                    "\"\\u0000\"",
                    "\"\\ud83d\"",
                    "\"\\u202e\"",
                    "\"&page=2\"",
                    "\"https://x/?page=999999999\"",
                    "\"<html>\"",
                    "\"" + "a".repeat(3_000) + "\"")
            .map(JsonMutator::document)
            .toList();

    public JsonMutator {
        samples = List.copyOf(samples);
    }

    /// A document from text.
    public static JsonNode document(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /// A broken document, as text.
    @Override
    public String apply(Random random) {
        var document = any(samples, random).deepCopy();
        var text = written(document);
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            change(document, random);
            var changed = written(document);
            if (changed.length() > LONGEST) {
                break;
            }
            text = changed;
        }
        return switch (random.nextInt(40)) {
            case 0 -> any(TextMutator.ODDITIES, random);
            case 1 -> text.substring(0, random.nextInt(text.length() + 1));
            default -> text;
        };
    }

    private static String written(JsonNode document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it is nested deeper than any parser allows", e);
        }
    }

    private void change(JsonNode document, Random random) {
        var places = new ArrayList<Place>();
        addPlaces(document, 0, places);
        if (places.isEmpty()) {
            return;
        }
        var place = any(places, random);
        var value = place.value();
        switch (random.nextInt(6)) {
            case 0 -> place.remove();
            case 1, 2 -> place.set(any(VALUES, random).deepCopy());
            case 3 -> place.set(any(places, random).value().deepCopy());
            case 4 -> place.set(nested(value.deepCopy(), 1 + random.nextInt(random.nextBoolean() ? 3 : DEEPEST)));
            default -> place.set(copies(value, random.nextInt(MOST_COPIES)));
        }
    }

    /// @param depth of the node; what is nested deeper than people nest is changed as a whole
    private static void addPlaces(JsonNode node, int depth, List<Place> places) {
        if (depth == MOST_LEVELS || places.size() > MOST_PLACES) {
            return;
        }
        if (node instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                places.add(new Place(object, entry.getKey(), 0));
                addPlaces(entry.getValue(), depth + 1, places);
            }
        } else if (node instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                places.add(new Place(array, "", index));
                addPlaces(array.get(index), depth + 1, places);
            }
        }
    }

    private static JsonNode nested(JsonNode value, int depth) {
        var nested = value;
        for (int level = 0; level < depth; level++) {
            nested = level % 2 == 0
                    ? JsonNodeFactory.instance.arrayNode().add(nested)
                    : JsonNodeFactory.instance.objectNode().set("values", nested);
        }
        return nested;
    }

    private static JsonNode copies(JsonNode value, int count) {
        var copies = JsonNodeFactory.instance.arrayNode();
        IntStream.range(0, count).forEach(_ -> copies.add(value.deepCopy()));
        return copies;
    }

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    /// A place of a value in a document.
    private record Place(ContainerNode<?> parent, String key, int index) {

        JsonNode value() {
            return parent instanceof ObjectNode ? parent.path(key) : parent.path(index);
        }

        void set(JsonNode value) {
            switch (parent) {
                case ObjectNode object -> object.set(key, value);
                case ArrayNode array -> array.set(index, value);
                default -> throw new IllegalStateException("no other containers");
            }
        }

        void remove() {
            switch (parent) {
                case ObjectNode object -> object.remove(key);
                case ArrayNode array -> array.remove(index);
                default -> throw new IllegalStateException("no other containers");
            }
        }
    }
}
