package dev.followup.rule;

import java.util.Map;
import java.util.Optional;

/// The keys of a mapping in the rule file, known to be allowed there.
///
/// @param values what stands behind them, in the order of the file
record Keys(Passage mapping, Map<String, Passage> values) {

    /// What stands behind a key; empty if the key is left out.
    Optional<Passage> optional(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /// What stands behind a key; empty, and noted, if the key is left out.
    Optional<Passage> required(String key) {
        if (!values.containsKey(key) && mapping.written().findAny().isPresent()) {
            mapping.object("found no \"" + key + "\", expected one");
        }
        return optional(key);
    }
}
