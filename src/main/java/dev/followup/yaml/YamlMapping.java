package dev.followup.yaml;

import java.util.Map;
import java.util.Optional;

/// The keys of a mapping in the rule file, known to be allowed there.
///
/// @param values what stands behind them, in the order of the file
public record YamlMapping(YamlNode mapping, Map<String, YamlNode> values) {

    /// What stands behind a key; empty if the key is left out.
    public Optional<YamlNode> optional(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /// What stands behind a key; empty, and noted, if the key is left out.
    public Optional<YamlNode> required(String key) {
        if (!values.containsKey(key) && mapping.written().findAny().isPresent()) {
            mapping.object("found no \"" + key + "\", expected one");
        }
        return optional(key);
    }
}
