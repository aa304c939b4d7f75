package dev.followup.yaml;

import java.util.Map;
import java.util.Optional;

/// A mapping whose keys are known to be allowed.
///
/// @param values the values by key, in the order of the file
public record YamlMapping(YamlNode mapping, Map<String, YamlNode> values) {

    /// The value of a key; empty if the key is left out.
    public Optional<YamlNode> optional(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /// The value of a key; empty, with a problem noted, if the key is left out.
    public Optional<YamlNode> required(String key) {
        if (!values.containsKey(key) && mapping.written().findAny().isPresent()) {
            mapping.object("found no \"" + key + "\", expected one");
        }
        return optional(key);
    }
}
