package dev.followup.rule;

import static dev.followup.rule.Place.End.CUSTOM_FIELDS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a pattern: nested or dotted paths, conditions at their ends, and `$or` between alternatives.
final class PatternReader {

    private static final String OR = "$or";
    private static final String EXPECTED = "at least one condition such as lead.price: { numeric: [\">=\", 50000] }";

    /// Ways to match one pattern. Every `$or` multiplies those of the others; far beyond what people write, and small
    /// enough for a book of such patterns.
    private static final int MOST_ALTERNATIVES = 1_000;

    private final KnownFacts facts;

    private PatternReader(KnownFacts facts) {
        this.facts = facts;
    }

    /// @param facts those that conditions may be about
    static Pattern read(Passage passage, KnownFacts facts) {
        return Pattern.of(new PatternReader(facts).with(passage, "", List.of(Map.of())));
    }

    /// The alternatives, each with what stands in a mapping besides.
    private List<Map<String, AnyOf>> with(Passage mapping, String above, List<Map<String, AnyOf>> alternatives) {
        var all = alternatives;
        for (var entry : mapping.entries(EXPECTED)) {
            if (entry.name().equals(OR)) {
                all = multiplied(entry.value(), above, all);
                continue;
            }
            var objection = objection(above, entry.name());
            var path = above + entry.name();
            if (objection.isPresent()) {
                entry.key().object(objection.get());
            } else if (entry.value().isMapping() && !ConditionReader.isCondition(entry.value())) {
                all = with(entry.value(), path + ".", all);
            } else if (facts.reach(path).endsInValue()) {
                all = with(path, entry, all);
            } else {
                entry.key()
                        .object("found a condition on " + path + ", expected one on "
                                + facts.reach(path).next());
            }
        }
        return all;
    }

    /// Each of the alternatives with each of those in a list.
    private List<Map<String, AnyOf>> multiplied(Passage or, String above, List<Map<String, AnyOf>> alternatives) {
        var items = or.items();
        if (!or.isList() || items.size() < 2) {
            or.refuse("a list of two patterns or more, such as [{ lead.price: 5 }, { lead.tags: VIP }]");
            return alternatives;
        }
        if (alternatives.size() * items.size() > MOST_ALTERNATIVES) {
            return refuseMany(or, alternatives);
        }
        var product = items.stream()
                .flatMap(item -> with(item, above, alternatives).stream())
                .toList();
        return product.size() > MOST_ALTERNATIVES ? refuseMany(or, alternatives) : product;
    }

    private static List<Map<String, AnyOf>> refuseMany(Passage or, List<Map<String, AnyOf>> alternatives) {
        or.object("found more than " + MOST_ALTERNATIVES + " alternatives, counting each $or times the others,"
                + " expected fewer");
        return alternatives;
    }

    private Optional<String> objection(String above, String name) {
        if (!Scope.isPath(name)) {
            return Optional.of("found " + Wording.quoted(name) + ", expected a path such as lead.price");
        }
        if (!above.isEmpty() && ConditionReader.CONDITIONS.knows(name)) {
            return Optional.of("found \"" + name + "\" in place of a path; alternatives for one fact stand in a list"
                    + " behind it, such as [{ prefix: A }, { prefix: B }]");
        }
        boolean isBehindValue = facts.reach(above).place() instanceof Place.End place && place != CUSTOM_FIELDS;
        return isBehindValue && ConditionReader.CONDITIONS.nearest(name).isPresent()
                ? ConditionReader.CONDITIONS.objection(name)
                : facts.objection(facts.reach(above + name));
    }

    private static List<Map<String, AnyOf>> with(
            String path, Passage.Entry entry, List<Map<String, AnyOf>> alternatives) {
        if (alternatives.stream().anyMatch(conditions -> overlaps(path, conditions))) {
            entry.key().object("found conditions on " + path + " a second time, expected one list of them");
            return alternatives;
        }
        var condition = new AnyOf(
                path, ConditionReader.read(entry.value()), entry.value().position());
        return alternatives.stream()
                .map(conditions -> {
                    Map<String, AnyOf> more = new LinkedHashMap<>(conditions);
                    more.put(path, condition);
                    return more;
                })
                .toList();
    }

    private static boolean overlaps(String path, Map<String, AnyOf> conditions) {
        return conditions.keySet().stream()
                .anyMatch(other -> (other + ".").startsWith(path + ".") || (path + ".").startsWith(other + "."));
    }
}
