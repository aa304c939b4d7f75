package dev.followup.rule.pattern;

import dev.followup.directory.DirectoryNames;
import dev.followup.directory.NameKind;
import dev.followup.rule.fact.FactSchema;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The reader of patterns: nested or dotted paths, conditions at their ends, and `$or` between alternatives.
public final class EventPatternReader {

    private static final String OR = "$or";
    private static final String EXPECTED = "at least one condition such as lead.price: { numeric: [\">=\", 50000] }";

    /// The most alternatives of one pattern. Every `$or` multiplies those of the others; far beyond what people
    /// write, and small enough for a book of such patterns.
    private static final int MOST_ALTERNATIVES = 1_000;

    private final FactSchema facts;
    private final DirectoryNames names;

    private EventPatternReader(FactSchema facts, DirectoryNames names) {
        this.facts = facts;
        this.names = names;
    }

    /// Reads a pattern; problems are noted.
    ///
    /// @param facts the facts that conditions may use
    /// @param names the names of the account, which may be used in place of ids
    public static EventPattern read(YamlNode node, FactSchema facts, DirectoryNames names) {
        return EventPattern.of(new EventPatternReader(facts, names).with(node, "", List.of(Map.of())));
    }

    /// The alternatives, each with the conditions of a mapping added.
    private List<Map<String, FieldCondition>> with(
            YamlNode mapping, String above, List<Map<String, FieldCondition>> alternatives) {
        var all = alternatives;
        if (mapping.isList() && !mapping.items().isEmpty()) {
            mapping.object("found a list, expected conditions below each other without dashes, such as lead.price: 5");
            return all;
        }
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

    /// The product of the alternatives and those in a list.
    private List<Map<String, FieldCondition>> multiplied(
            YamlNode or, String above, List<Map<String, FieldCondition>> alternatives) {
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

    private static List<Map<String, FieldCondition>> refuseMany(
            YamlNode or, List<Map<String, FieldCondition>> alternatives) {
        or.object("found more than " + MOST_ALTERNATIVES + " alternatives, counting each $or times the others,"
                + " expected fewer");
        return alternatives;
    }

    private Optional<String> objection(String above, String name) {
        if (!FactSchema.isPath(name)) {
            return new AllowedWords("a path such as lead.price", List.of()).objection(name);
        }
        if (!above.isEmpty() && ConditionReader.CONDITIONS.knows(name)) {
            return Optional.of("found \"" + name + "\" in place of a path; alternatives for one fact form a list"
                    + " behind it, such as [{ prefix: A }, { prefix: B }]");
        }
        return facts.reach(above).endsInValue()
                        && ConditionReader.CONDITIONS.nearest(name).isPresent()
                ? ConditionReader.CONDITIONS.objection(name)
                : facts.objection(facts.reach(above + name));
    }

    private List<Map<String, FieldCondition>> with(
            String path, YamlNode.Entry entry, List<Map<String, FieldCondition>> alternatives) {
        var type = facts.reach(path).type().map(fact -> new ConditionType(path, fact, names));
        if (type.isPresent() && !type.get().admits(entry.value())) {
            return alternatives;
        }
        if (alternatives.stream().anyMatch(conditions -> overlaps(path, conditions))) {
            entry.key().object("found conditions on " + path + " a second time, expected one list of them");
            return alternatives;
        }
        FactSchema.namelessField(path).ifPresent(field -> names.use(NameKind.FIELD, field, entry.key()));
        var reader = new ConditionReader(type.map(ConditionType::kind).orElse(null), names);
        var condition = new FieldCondition(
                path, reader.read(entry.value()), entry.value().position());
        return alternatives.stream()
                .map(conditions -> {
                    Map<String, FieldCondition> more = new LinkedHashMap<>(conditions);
                    more.put(path, condition);
                    return more;
                })
                .toList();
    }

    private static boolean overlaps(String path, Map<String, FieldCondition> conditions) {
        return conditions.keySet().stream()
                .anyMatch(other -> (other + ".").startsWith(path + ".") || (path + ".").startsWith(other + "."));
    }
}
