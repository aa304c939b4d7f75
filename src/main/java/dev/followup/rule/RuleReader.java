package dev.followup.rule;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads one rule.
final class RuleReader {

    private static final Vocabulary KEYS = Vocabulary.of(
            "name", "when", "every", "tasks", "if", "except", "unless", "once", "own", "at-most", "then", "fallback");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private RuleReader() {}

    /// A rule of a book; empty, and noted, if it has no name.
    ///
    /// @param book what the book lets its rules refer to
    static Optional<Rule> read(Passage passage, Scope book) {
        var rule = name(passage).map(name -> passage.named(name.word())).orElse(passage);
        var keys = rule.keys(KEYS);
        keys.required("name")
                .filter(name -> !isName(name))
                .ifPresent(name -> name.refuse("up to 64 small letters, digits and hyphens, such as call-new-lead"));
        var trigger = TriggerReader.read(keys, book);
        var fallback = keys.optional("fallback").flatMap(Assignee::read);
        boolean adds = keys.optional("then").map(Action::add).orElse(true);
        var scope = book.of(trigger, fallback.orElse(null), adds);
        var wanted = keys.optional("if").map(pattern -> PatternReader.read(pattern, scope.facts()));
        var excepted = keys.optional("except").map(pattern -> PatternReader.read(pattern, scope.facts()));
        var guards = Guards.read(keys, scope);
        var actions =
                keys.required("then").map(then -> Action.list(then, scope)).orElse(List.of());
        return name(passage)
                .map(name ->
                        new Rule(name.word(), trigger, wanted.orElse(null), excepted.orElse(null), guards, actions));
    }

    /// The name of a rule; empty if it has none, or none that will do.
    static Optional<Passage> name(Passage rule) {
        return rule.written()
                .filter(entry -> entry.name().equals("name"))
                .map(Passage.Entry::value)
                .filter(RuleReader::isName)
                .findFirst();
    }

    /// Whether it can be the name of a rule.
    static boolean isName(Passage name) {
        return name.value().orElse(0) instanceof String word
                && NAME.matcher(word).matches();
    }
}
