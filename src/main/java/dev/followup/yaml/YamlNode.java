package dev.followup.yaml;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A node of a YAML file with its position.
///
/// @param path the part of the file, such as `call-new-lead.then.create-task.due`
/// @param problems where problems of this node are noted
public record YamlNode(Node node, String path, Problems problems) {

    /// The most digits of a number; ids of the CRM have nineteen at most.
    private static final int LONGEST_NUMBER = 30;

    /// The most characters of a number that always fits into a `Long`.
    private static final int LONGEST_LONG = 18;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    /// A key with its value.
    ///
    /// @param key the key as a node, to note problems at its position
    public record Entry(String name, YamlNode key, YamlNode value) {}

    public Position position() {
        return Position.of(node.getStartMark().orElseThrow());
    }

    /// The same node under another path.
    public YamlNode named(String otherPath) {
        return new YamlNode(node, otherPath, problems);
    }

    /// Notes that something else is expected here.
    public void refuse(String expected) {
        var unseen = LookAlikes.warning(word())
                .filter(_ -> LookAlikes.isPartlyAscii(word()))
                .map(warning -> ", which " + warning);
        object("found " + found() + unseen.orElse("") + ", expected " + expected);
    }

    /// Notes a problem in its own words.
    public void object(String words) {
        problems.note(position(), path, words);
    }

    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /// Whether it is a scalar without quotes, whose type YAML may have guessed.
    public boolean isPlain() {
        return node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN;
    }

    public boolean isNull() {
        return isPlain() && "null".equals(word());
    }

    /// Whether it is a name: up to 64 small letters, digits and hyphens.
    public boolean isName() {
        return value().orElse(0) instanceof String word && NAME.matcher(word).matches();
    }

    /// The characters of a scalar, whatever its type; empty for lists and mappings.
    public String word() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /// The value of a scalar: `String`, `Long`, `BigDecimal` or `Boolean`. Empty for `null`, for nothing, for
    /// lists and mappings, and for numbers with too many digits.
    public Optional<Object> value() {
        var tag = node.getTag();
        if (tag.equals(Tag.STR)) {
            return Optional.of(word());
        }
        if (tag.equals(Tag.BOOL)) {
            return Optional.of(Boolean.valueOf(word()));
        }
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        return number ? number().map(Object.class::cast) : Optional.empty();
    }

    private Optional<Number> number() {
        if (node.getTag().equals(Tag.INT) && word().length() <= LONGEST_LONG) {
            return Optional.of(Long.valueOf(word()));
        }
        try {
            var number = new BigDecimal(word());
            if (number.precision() > LONGEST_NUMBER || Math.abs(number.scale()) > LONGEST_NUMBER) {
                return Optional.empty();
            }
            return Optional.of(node.getTag().equals(Tag.INT) ? (Number) number.longValueExact() : number);
        } catch (ArithmeticException | NumberFormatException outOfBounds) {
            return Optional.empty();
        }
    }

    /// The entries of a mapping as they are in the file, unchecked; none for anything else.
    public Stream<Entry> written() {
        return node instanceof MappingNode mapping ? mapping.getValue().stream().map(this::entry) : Stream.empty();
    }

    /// The items of a list; anything else is treated as a list of one.
    public List<YamlNode> items() {
        if (!(node instanceof SequenceNode list)) {
            return List.of(this);
        }
        var items = list.getValue();
        return IntStream.range(0, items.size())
                .mapToObj(i -> new YamlNode(items.get(i), items.size() == 1 ? path : path + "[" + i + "]", problems))
                .toList();
    }

    /// The mapping with its keys checked against the allowed ones. A problem is noted, and no key returned, if
    /// this is not a mapping.
    public YamlMapping keys(AllowedWords vocabulary) {
        var values = new LinkedHashMap<String, YamlNode>();
        for (var entry : entries("a mapping with " + vocabulary.expected())) {
            vocabulary.objection(entry.name()).ifPresent(entry.key()::object);
            values.put(entry.name(), entry.value());
        }
        return new YamlMapping(this, values);
    }

    /// The entries of a mapping, each key once. A problem is noted, and none returned, if this is not a mapping
    /// or an empty one.
    public List<Entry> entries(String expected) {
        var names = new UniqueNames();
        var entries = written()
                .filter(entry -> names.isNew(entry.name(), entry.key()))
                .toList();
        if (entries.isEmpty()) {
            refuse(expected);
        }
        return entries;
    }

    private Entry entry(NodeTuple tuple) {
        var key = new YamlNode(tuple.getKeyNode(), path, problems);
        var below = path.isEmpty() ? key.word() : path + "." + key.word();
        return new Entry(key.word(), key, new YamlNode(tuple.getValueNode(), below, problems));
    }

    private String found() {
        return switch (node) {
            case ScalarNode scalar when node.getTag().equals(Tag.STR) -> ValueText.quoted(scalar.getValue());
            case ScalarNode scalar -> scalar.getValue().isEmpty() ? "nothing" : scalar.getValue();
            case SequenceNode _ -> items().stream().map(YamlNode::found).collect(Collectors.joining(", ", "[", "]"));
            case MappingNode mapping -> mapping.getValue().isEmpty() ? "{}" : "a mapping";
            default -> node.getNodeType().toString();
        };
    }
}
