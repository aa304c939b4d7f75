package dev.followup.yaml;

import java.util.HashMap;
import java.util.Map;

/// Names that may stand once each, and where they stood first.
public final class UniqueNames {

    private final Map<String, YamlNode> first = new HashMap<>();

    /// Whether a name stands for the first time; noted if not.
    public boolean isNew(String name, YamlNode node) {
        var before = first.putIfAbsent(name, node);
        if (before != null) {
            node.object("found " + ValueText.quoted(name) + " a second time, it stands at " + before.position()
                    + " already");
        }
        return before == null;
    }
}
