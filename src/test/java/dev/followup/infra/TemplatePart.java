package dev.followup.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A part of a CloudFormation template, or all of it. Functions such as `!Ref` are the tags of their arguments.
record TemplatePart(Node node) {

    /// The main template.
    static final TemplatePart MAIN = read("infra/template.yaml");

    /// The gateway of one account, which is part of the main template and can be deployed alone.
    static final TemplatePart GATEWAY = read("infra/gateway.yaml");

    TemplatePart at(String... path) {
        var found = this;
        for (var key : path) {
            found = found.find(key).orElseThrow(() -> new AssertionError("no " + key + " on the way " + List.of(path)));
        }
        return found;
    }

    Optional<TemplatePart> find(String key) {
        return Optional.ofNullable(entries().get(key));
    }

    /// The entries of a mapping; empty if it is none.
    SequencedMap<String, TemplatePart> entries() {
        var entries = new LinkedHashMap<String, TemplatePart>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue()
                    .forEach(entry -> entries.put(
                            ((ScalarNode) entry.getKeyNode()).getValue(), new TemplatePart(entry.getValueNode())));
        }
        return entries;
    }

    String text(String... path) {
        return ((ScalarNode) at(path).node).getValue();
    }

    /// The items of a list; a part that is no list is its own only item.
    List<TemplatePart> items() {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(TemplatePart::new).toList()
                : List.of(this);
    }

    List<String> texts() {
        return items().stream().map(item -> item.text()).toList();
    }

    /// The function before it, such as `!Ref`; a tag of YAML's own if there is none.
    String function() {
        return node.getTag().getValue();
    }

    Map<String, TemplatePart> resources(String type) {
        var resources = at("Resources").entries();
        resources.values().removeIf(resource -> !resource.text("Type").equals(type));
        return resources;
    }

    TemplatePart properties(String resource) {
        return at("Resources", resource, "Properties");
    }

    /// A text that is equal for equivalent parts, whatever their notation.
    String canonical() {
        var parts = switch (node) {
            case SequenceNode _ -> items().stream().map(TemplatePart::canonical).toList();
            case MappingNode _ ->
                entries().entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue().canonical())
                        .toList();
            default -> List.of(text());
        };
        return function() + parts;
    }

    private static TemplatePart read(String file) {
        try {
            var text = Files.readString(Path.of(file));
            return new TemplatePart(new Compose(LoadSettings.builder().build())
                    .composeString(text)
                    .orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
