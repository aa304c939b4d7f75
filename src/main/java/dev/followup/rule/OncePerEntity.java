package dev.followup.rule;

import dev.followup.rule.time.DurationReader;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// That a rule answers each entity only once.
///
/// @param span for how long; `null` for ever
record OncePerEntity(@Nullable Duration span) {

    private static final AllowedWords WORD =
            AllowedWords.of("per-entity").expecting("per-entity or a mapping such as { per-entity: 30d }");
    private static final AllowedWords KEYS = AllowedWords.of("per-entity");

    /// Reads what stands behind `once`; what is wrong is noted.
    static OncePerEntity read(YamlNode node) {
        if (node.isMapping()) {
            return new OncePerEntity(node.keys(KEYS)
                    .optional("per-entity")
                    .flatMap(DurationReader::days)
                    .orElse(null));
        }
        WORD.admits(node);
        return new OncePerEntity(null);
    }
}
