package dev.followup.rule;

import dev.followup.directory.DirectoryNames;
import dev.followup.directory.NameKind;
import dev.followup.event.EntityRef;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.time.DurationReader;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlNode;
import java.util.Set;
import java.util.stream.Collectors;

/// The reader of a search for entities: the value of `leads`, `contacts`, `companies` or `customers`.
final class EntitySearchReader {

    private static final AllowedWords KEYS =
            AllowedWords.of("without-task", "idle-for", "created-before", "responsible");
    private static final AllowedWords KEYS_OF_LEADS =
            AllowedWords.of("without-task", "idle-for", "created-before", "pipeline", "stage", "responsible");

    private EntitySearchReader() {}

    /// Reads a search. Problems are noted, and the rest is read as if they were not there.
    ///
    /// @param type what is looked for
    static EntitySearch read(YamlNode node, EntityRef.Type type, ReadContext context) {
        var keys = node.keys(type == EntityRef.Type.LEADS ? KEYS_OF_LEADS : KEYS);
        return new EntitySearch(
                type,
                keys.optional("without-task").map(context.types()::types).orElse(null),
                keys.optional("idle-for").flatMap(DurationReader::days).orElse(null),
                keys.optional("created-before").flatMap(DurationReader::days).orElse(null),
                keys.optional("pipeline")
                        .map(found -> ids(found, NameKind.PIPELINE, context.names()))
                        .orElse(Set.of()),
                keys.optional("stage")
                        .map(found -> ids(found, NameKind.STAGE, context.names()))
                        .orElse(Set.of()),
                keys.optional("responsible").map(context::userIds).orElse(Set.of()));
    }

    /// Reads an id or a name, or a list of them; problems are noted.
    private static Set<Long> ids(YamlNode node, NameKind kind, DirectoryNames names) {
        var written = new UniqueNames();
        if (node.items().isEmpty()) {
            node.refuse(kind.id() + ", or a list of them");
        }
        return node.items().stream()
                .filter(item -> written.isNew(item.word(), item))
                .flatMap(item -> names.read(kind, item, kind.id()).stream())
                .collect(Collectors.toSet());
    }
}
