package dev.followup.rule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// That a rule answers each entity only once.
///
/// @param span for how long; `null` for ever
record OncePerEntity(@Nullable Duration span) {

    private static final Vocabulary WORD =
            Vocabulary.of("per-entity").expecting("per-entity or a mapping such as { per-entity: 30d }");
    private static final Vocabulary KEYS = Vocabulary.of("per-entity");

    /// Reads what stands behind `once`; what is wrong is noted.
    static OncePerEntity read(Passage passage) {
        if (passage.isMapping()) {
            return new OncePerEntity(passage.keys(KEYS)
                    .optional("per-entity")
                    .flatMap(Span::days)
                    .orElse(null));
        }
        WORD.admits(passage);
        return new OncePerEntity(null);
    }
}
