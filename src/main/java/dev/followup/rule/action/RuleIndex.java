package dev.followup.rule.action;

import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The rules of a book by their names, as one of them may refer to them.
///
/// @param own the name of the rule that refers to others; blank if it has none
/// @param byName the named rules, in the order of the book
public record RuleIndex(String own, Map<String, IndexedRule> byName) {

    private static final String THIS_RULE = "this-rule";

    /// A book without named rules.
    public static final RuleIndex NONE = new RuleIndex("", Map.of());

    /// A rule of the book.
    ///
    /// @param key under which the ledger keeps what the rule has: its first name
    /// @param adds whether it adds tasks
    public record IndexedRule(String key, boolean adds) {}

    /// The index of named rules.
    public static RuleIndex of(Map<String, IndexedRule> byName) {
        return new RuleIndex("", new LinkedHashMap<>(byName));
    }

    /// The index for one of the rules.
    public RuleIndex of(String name) {
        return new RuleIndex(name, byName);
    }

    /// Reads the name of a rule that adds tasks, or `this-rule`; empty, with a problem noted, for anything else.
    ///
    /// @return the key of the rule
    Optional<String> maker(YamlNode node) {
        var words = new AllowedWords(
                "this-rule or the name of a rule",
                Stream.concat(Stream.of(THIS_RULE), byName.keySet().stream()).toList());
        if (!words.admits(node)) {
            return Optional.empty();
        }
        var rule = byName.get(node.word().equals(THIS_RULE) ? own : node.word());
        if (rule != null && !rule.adds) {
            node.object("found \"" + node.word() + "\", and the rule adds no task");
        }
        return Optional.ofNullable(rule).map(IndexedRule::key);
    }

    /// The names of the rules.
    List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
