package dev.followup.rule;

import dev.followup.rule.action.Action;
import dev.followup.rule.action.Assignee;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.action.RuleIndex;
import dev.followup.rule.action.RuleIndex.IndexedRule;
import dev.followup.rule.pattern.EventPattern;
import dev.followup.rule.pattern.EventPatternReader;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The reader of a single rule.
final class RuleReader {

    private static final AllowedWords KEYS = AllowedWords.of(
                    "name",
                    "was",
                    "when",
                    "every",
                    "tasks",
                    "leads",
                    "contacts",
                    "companies",
                    "customers",
                    "limit",
                    "per",
                    "on-date",
                    "fire",
                    "yearly",
                    "if",
                    "except",
                    "still",
                    "unless",
                    "once",
                    "own",
                    "at-most",
                    "max-age",
                    "stop-on",
                    "if-again",
                    "then",
                    "fallback")
            .elsewhere(Map.of(
                    "after", "in an action, such as create-task: { after: 30m, … }",
                    "close-on", "in create-task",
                    "due", "in an action, such as create-task: { due: 30m, … }"));

    private RuleReader() {}

    /// Reads a rule of a book; empty, with a problem noted, if it has no name.
    ///
    /// @param book what the rules of the book may refer to
    static Optional<Rule> read(YamlNode node, ReadContext book) {
        var rule = name(node).map(name -> node.named(name.word())).orElse(node);
        var keys = rule.keys(KEYS);
        keys.required("name")
                .filter(name -> !name.isName())
                .ifPresent(name -> name.refuse("up to 64 small letters, digits and hyphens, such as call-new-lead"));
        var trigger = Trigger.read(keys, book);
        var fallback = keys.optional("fallback").flatMap(found -> Assignee.read(found, book));
        boolean adds = keys.optional("then").map(Action::add).orElse(true);
        var context = book.of(
                name(node).map(YamlNode::word).orElse(""),
                trigger.kinds(),
                trigger.perPerson(),
                fallback.orElse(null),
                adds,
                trigger.date() == null ? null : trigger.date().eachYear());
        fallback.ifPresent(person -> keys.optional("fallback").ifPresent(named -> context.requireUser(named, person)));
        var wanted =
                keys.optional("if").map(pattern -> EventPatternReader.read(pattern, context.facts(), context.names()));
        var excepted = keys.optional("except")
                .map(pattern -> EventPatternReader.read(pattern, context.facts(), context.names()));
        wanted.ifPresent(pattern -> requireWorkingTime(keys, "if", pattern, context));
        excepted.ifPresent(pattern -> requireWorkingTime(keys, "except", pattern, context));
        var guards = Guards.read(keys, context);
        var actions = keys.required("then")
                .map(then -> RuleAction.list(then, context))
                .orElse(List.of());
        var waits = WaitSettings.read(keys, context);
        if (trigger.perPerson()
                && (waits.still() != null || actions.stream().anyMatch(action -> action.after() != null))) {
            keys.optional("per")
                    .ifPresent(per -> per.object("found \"per\" in a rule whose actions wait, expected"
                            + " none with \"after\" and no \"still\": what was found is not looked for again"));
        }
        var former = keys.optional("was").flatMap(was -> formerName(was, context.rules()));
        return name(node)
                .map(name -> new Rule(
                        name.word(),
                        former.orElse(name.word()),
                        trigger,
                        new RuleConditions(wanted.orElse(null), excepted.orElse(null)),
                        guards,
                        waits,
                        actions));
    }

    private static void requireWorkingTime(YamlMapping rule, String key, EventPattern pattern, ReadContext context) {
        if (context.workingTime() == null && pattern.paths().anyMatch(RuleBook.WORKING_TIME::equals)) {
            rule.optional(key)
                    .ifPresent(node -> node.object(
                            "found a condition on event.working-time, which needs the book's working-time"));
        }
    }

    /// What other rules may know of a rule.
    static IndexedRule indexed(YamlNode name, YamlNode rule) {
        return new IndexedRule(
                formerName(rule).orElse(name).word(),
                written(rule, "then").map(Action::add).orElse(false));
    }

    /// The name that a rule had first; empty if it has none or an invalid one.
    static Optional<YamlNode> formerName(YamlNode rule) {
        return written(rule, "was").filter(YamlNode::isName);
    }

    private static Optional<String> formerName(YamlNode was, RuleIndex rules) {
        if (!was.isName()) {
            was.refuse("the first name of the rule, such as call-new-lead");
            return Optional.empty();
        }
        if (rules.own().equals(was.word())) {
            was.object("found the rule's present name, expected its first one");
        } else if (rules.byName().containsKey(was.word())) {
            was.object("found \"" + was.word() + "\", which is the name of another rule, expected the first name of"
                    + " this one");
        }
        return Optional.of(was.word());
    }

    private static Optional<YamlNode> written(YamlNode rule, String key) {
        return rule.written()
                .filter(entry -> entry.name().equals(key))
                .map(YamlNode.Entry::value)
                .findFirst();
    }

    /// The name of a rule; empty if it has none or an invalid one.
    static Optional<YamlNode> name(YamlNode rule) {
        return written(rule, "name").filter(YamlNode::isName);
    }
}
