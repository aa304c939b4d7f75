package dev.followup.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A function of the template, with the properties that all functions share.
///
/// @param own its own properties
/// @param shared the properties of all functions
public record FunctionTemplate(Node own, Node shared) {

    private static final Path FILE = Path.of("infra/template.yaml");
    private static final String[] EXPORT = {"Environment", "Variables", "QUARKUS_FUNQY_EXPORT"};
    private static final String[] OPTIONS = {"Environment", "Variables", "JAVA_TOOL_OPTIONS"};

    /// The template of a function.
    ///
    /// @param function its name, such as `worker`
    public static FunctionTemplate of(String function) throws IOException {
        var root = root();
        var own = ((MappingNode) at(root, "Resources").orElseThrow())
                .getValue().stream()
                        .map(NodeTuple::getValueNode)
                        .flatMap(resource -> at(resource, "Properties").stream())
                        .filter(properties -> at(properties, EXPORT)
                                .filter(export -> text(export).equals(function))
                                .isPresent())
                        .findFirst()
                        .orElseThrow();
        return new FunctionTemplate(own, at(root, "Globals", "Function").orElseThrow());
    }

    /// The worker's default time-out.
    static Duration workerTimeout() throws IOException {
        return Duration.ofSeconds(Long.parseLong(defaultTimeout(root())));
    }

    /// A time that follows from the worker's default time-out.
    ///
    /// @param name `Lease` or `Visibility`
    static Duration workerTime(String name) throws IOException {
        var root = root();
        var seconds = text(at(root, "Mappings", "Times", defaultTimeout(root), name).orElseThrow());
        return Duration.ofSeconds(Long.parseLong(seconds.replace("s", "")));
    }

    private static String defaultTimeout(Node root) {
        return text(at(root, "Parameters", "WorkerTimeout", "Default").orElseThrow());
    }

    private static Node root() throws IOException {
        return new Compose(LoadSettings.builder().build())
                .composeString(Files.readString(FILE))
                .orElseThrow();
    }

    /// The handler's class and method.
    public String handler() {
        return text("Handler");
    }

    /// The variables that make the zip this function, and let the JVM run it.
    Map<String, String> environment() {
        return Map.of(EXPORT[2], text(EXPORT), OPTIONS[2], text(OPTIONS));
    }

    private String text(String... path) {
        return text(at(own, path).or(() -> at(shared, path)).orElseThrow());
    }

    private static String text(Node node) {
        return ((ScalarNode) node).getValue();
    }

    private static Optional<Node> at(Node node, String... path) {
        var found = Optional.of(node);
        for (var key : path) {
            found = found.flatMap(parent -> child(parent, key));
        }
        return found;
    }

    private static Optional<Node> child(Node parent, String key) {
        return parent instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(entry -> text(entry.getKeyNode()).equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }
}
