package dev.followup.rule;

import static dev.followup.rule.ConditionReader.CONDITIONS;

import dev.followup.rule.Pattern.AnyOf;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads a pattern: nested or dotted paths, and conditions at their ends.
final class PatternReader {

    private static final String EXPECTED = "at least one condition such as lead.price: { numeric: [\">=\", 50000] }";

    private final Vocabulary roots;
    private final Map<String, AnyOf> conditions = new LinkedHashMap<>();

    private PatternReader(Vocabulary roots) {
        this.roots = roots;
    }

    /// @param roots the facts that a path may begin with
    static Pattern read(Passage passage, Vocabulary roots) {
        var reader = new PatternReader(roots);
        reader.collect(passage, "");
        return Pattern.of(reader.conditions);
    }

    private void collect(Passage mapping, String above) {
        for (var entry : mapping.entries(EXPECTED)) {
            var objection = objection(entry.name(), above.isEmpty());
            var path = above + entry.name();
            if (objection.isPresent()) {
                entry.key().object(objection.get());
            } else if (entry.value().isMapping() && !ConditionReader.isCondition(entry.value())) {
                collect(entry.value(), path + ".");
            } else {
                add(path, entry);
            }
        }
    }

    private Optional<String> objection(String name, boolean isRoot) {
        if (CONDITIONS.later().contains(name)) {
            return CONDITIONS.objection(name);
        }
        if (!Scope.isPath(name)) {
            return Optional.of("found " + Wording.quoted(name) + ", expected a path such as lead.price");
        }
        return isRoot
                ? roots.objection(name.split("\\.", 2)[0])
                : CONDITIONS.nearest(name).flatMap(_ -> CONDITIONS.objection(name));
    }

    private void add(String path, Passage.Entry entry) {
        boolean overlaps = conditions.keySet().stream()
                .anyMatch(other -> (other + ".").startsWith(path + ".") || (path + ".").startsWith(other + "."));
        if (overlaps) {
            entry.key().object("found conditions on " + path + " a second time, expected one list of them");
        } else {
            conditions.put(
                    path,
                    new AnyOf(
                            path,
                            ConditionReader.read(entry.value()),
                            entry.value().position()));
        }
    }
}
