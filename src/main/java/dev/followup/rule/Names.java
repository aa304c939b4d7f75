package dev.followup.rule;

import java.util.HashMap;
import java.util.Map;

/// Names that may stand once each, and where they stood first.
final class Names {

    private final Map<String, Passage> first = new HashMap<>();

    /// Whether a name stands for the first time; noted if not.
    boolean isNew(String name, Passage passage) {
        var before = first.putIfAbsent(name, passage);
        if (before != null) {
            passage.object(
                    "found " + Wording.quoted(name) + " a second time, it stands at " + before.position() + " already");
        }
        return before == null;
    }
}
