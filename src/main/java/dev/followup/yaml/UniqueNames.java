package dev.followup.yaml;

import java.util.HashMap;
import java.util.Map;

/// The names used so far in a place where each may be used once, with their first positions.
public final class UniqueNames {

    private final Map<String, YamlNode> first = new HashMap<>();

    /// Whether a name is used for the first time; a problem is noted if not.
    public boolean isNew(String name, YamlNode node) {
        var before = first.putIfAbsent(name, node);
        if (before != null) {
            node.object("found " + ValueText.quoted(name) + " a second time, expected it once: it is already at "
                    + before.position());
        }
        return before == null;
    }
}
