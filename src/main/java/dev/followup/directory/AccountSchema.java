package dev.followup.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The JSON Schema of the rule books of one account: that of all books, in which the places of names accept the
/// names of the account alone, so that editors complete them.
public final class AccountSchema {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<NameKind, String> DEFINITIONS = Map.of(
            NameKind.USER, "user-name",
            NameKind.PIPELINE, "pipeline-name",
            NameKind.STAGE, "stage-name",
            NameKind.TASK_TYPE, "task-type-name",
            NameKind.FIELD, "field-name");

    private AccountSchema() {}

    /// The schema of an account.
    ///
    /// @param schema that of all rule books
    public static String of(String schema, Directory directory) {
        try {
            var root = JSON.readTree(schema);
            for (var kind : NameKind.values()) {
                var names = names(directory, kind);
                if (root.at("/definitions/" + DEFINITIONS.get(kind)) instanceof ObjectNode definition
                        && names.findAny().isPresent()) {
                    definition.remove("pattern");
                    names(directory, kind).forEach(definition.withArray("enum")::add);
                }
            }
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the schema of rule books is not JSON", e);
        }
    }

    /// The names of a kind that mean one thing, and that rules may use.
    private static Stream<String> names(Directory directory, NameKind kind) {
        var all = directory.names(kind);
        var ids = all.stream()
                .flatMap(name -> name.words().map(word -> Map.entry(word, name.id())))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
        return all.stream()
                .flatMap(DirectoryName::words)
                .distinct()
                .filter(word -> isOfOne(directory, kind, word, ids.getOrDefault(word, Set.of())));
    }

    private static boolean isOfOne(Directory directory, NameKind kind, String word, Set<Long> ids) {
        return ids.size() == 1
                && DirectoryNames.common(directory, kind, word, ids.iterator().next())
                        .isEmpty();
    }
}
