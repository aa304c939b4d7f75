package dev.followup.rule;

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
                        .map(found -> ids(found, "a pipeline's id", "9621010"))
                        .orElse(Set.of()),
                keys.optional("stage")
                        .map(found -> ids(found, "a stage's id", "142"))
                        .orElse(Set.of()),
                keys.optional("responsible").map(context::userIds).orElse(Set.of()));
    }

    /// Reads an id or a list of them; problems are noted.
    private static Set<Long> ids(YamlNode node, String one, String example) {
        var names = new UniqueNames();
        if (node.items().isEmpty()) {
            node.refuse(one + " or a list of them");
        }
        return node.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .filter(item -> {
                    boolean isId = item.value().orElse("") instanceof Long id && id > 0;
                    if (!isId) {
                        item.refuse(one + " such as " + example);
                    }
                    return isId;
                })
                .map(item -> Long.valueOf(item.word()))
                .collect(Collectors.toSet());
    }
}
