package dev.followup.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A part of a YAML file, and where it stands. Whoever meets a problem notes it and goes on with nothing, so that the
/// rest is read as well.
///
/// @param path which part it is, such as `[1].oauth`; empty for the whole
/// @param problems what is wrong with the file, one line each, in the order met
public record YamlPart(Node node, String path, List<String> problems) {

    /// The whole file; empty, and noted, if it is none.
    ///
    /// @param name what problems call it
    public static Optional<YamlPart> whole(String name, String yaml, List<String> problems) {
        var settings = LoadSettings.builder().setLabel(name).build();
        try {
            var root = new Compose(settings).composeString(yaml);
            if (root.isEmpty()) {
                problems.add(name + ":1:1: found nothing, expected a list of accounts");
            }
            return root.map(node -> new YamlPart(node, "", problems));
        } catch (MarkedYamlEngineException broken) {
            var place = broken.getProblemMark().map(YamlPart::place).orElse(name + ":1:1");
            problems.add(place + ": this is not YAML: " + broken.getProblem());
            return Optional.empty();
        }
    }

    public void note(String words) {
        problems.add(node.getStartMark().map(YamlPart::place).orElse("") + (path.isEmpty() ? "" : " " + path) + ": "
                + words);
    }

    /// The items of a list; none, and noted, if it is no list or an empty one.
    public Stream<YamlPart> items(String expected) {
        if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
            note("found " + found() + ", expected " + expected);
            return Stream.empty();
        }
        var items = new ArrayList<YamlPart>();
        list.getValue().forEach(item -> items.add(new YamlPart(item, "[" + items.size() + "]", problems)));
        return items.stream();
    }

    /// The entries of a mapping; empty, and noted, if it is none. Noted, too: other keys than these, and a key that
    /// comes twice.
    public Optional<Entries> entries(SequencedSet<String> keys) {
        if (!(node instanceof MappingNode mapping)) {
            note("found " + found() + ", expected a mapping with " + String.join(", ", keys));
            return Optional.empty();
        }
        var values = new HashMap<String, YamlPart>();
        for (var entry : mapping.getValue()) {
            var key = new YamlPart(entry.getKeyNode(), path, problems);
            var word = key.word();
            if (!keys.contains(word)) {
                key.note("found the key " + key.found() + ", expected one of " + String.join(", ", keys));
            } else if (values.put(word, new YamlPart(entry.getValueNode(), path + "." + word, problems)) != null) {
                key.note("found the key " + key.found() + " a second time, expected each once");
            }
        }
        return Optional.of(new Entries(this, values));
    }

    /// What a text says; empty, and noted, if it is no text, a blank one, or not what is expected.
    ///
    /// @param reading throws `IllegalArgumentException` with the words to note
    private <T> Optional<T> text(String expected, Function<String, T> reading) {
        if (!node.getTag().equals(Tag.STR) || word().isBlank()) {
            note("found " + found() + ", expected " + expected);
            return Optional.empty();
        }
        try {
            return Optional.of(reading.apply(word()));
        } catch (IllegalArgumentException e) {
            note(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private String word() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private String found() {
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> '"' + scalar.getValue() + '"';
            case ScalarNode scalar -> scalar.getValue() + " without quotes";
            case SequenceNode list -> list.getValue().isEmpty() ? "an empty list" : "a list";
            default -> "a mapping";
        };
    }

    private static String place(Mark mark) {
        return mark.getName() + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    /// The entries of a mapping.
    public record Entries(YamlPart mapping, Map<String, YamlPart> values) {

        public Optional<YamlPart> value(String key) {
            return Optional.ofNullable(values.get(key));
        }

        /// What a text says; empty if the key is left out.
        public <T> Optional<T> text(String key, String expected, Function<String, T> reading) {
            return value(key).flatMap(value -> value.text(expected, reading));
        }

        /// What a text says; empty, and noted, if the key is left out.
        public <T> Optional<T> required(String key, String expected, Function<String, T> reading) {
            if (!values.containsKey(key)) {
                mapping.note("found no " + key + ", expected " + expected);
            }
            return text(key, expected, reading);
        }
    }
}
