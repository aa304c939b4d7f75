package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.fact.CustomFields;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.task.DraftCommand;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// The rule book, read and checked. Pure: the same event always gives the same plan. Made by a
/// `RuleBookReader`.
public final class RuleBook {

    private final ZoneId zone;
    private final CustomFields fields;
    private final List<Rule> rules;
    private final Map<EventKind, List<Rule>> byKind = new EnumMap<>(EventKind.class);

    RuleBook(ZoneId zone, CustomFields fields, List<Rule> rules) {
        this.zone = zone;
        this.fields = fields;
        this.rules = List.copyOf(rules);
        for (var rule : rules) {
            for (var kind : rule.trigger().kinds()) {
                byKind.computeIfAbsent(kind, _ -> new ArrayList<>()).add(rule);
            }
        }
    }

    /// The plan for an event whose facts are complete. Only rules on its kind of event are asked.
    public Plan plan(CrmEvent event) {
        return plan(event, rulesFor(event.kind()), Rule::verdict);
    }

    /// The plan with the verdict of every rule in the book, before missing facts are fetched.
    public Plan explain(CrmEvent event) {
        return plan(event, rules, (rule, seen) -> rule.verdict(seen, MissingFacts.of(seen)));
    }

    /// The entities to fetch because rules that may fire use facts which the event lacks: its own entity, and
    /// its contact and company.
    public Set<EntityRef.Type> missing(CrmEvent event) {
        var missing = MissingFacts.of(event);
        if (missing.isEmpty()) {
            return Set.of();
        }
        var seen = fields.in(event, _ -> {});
        return rulesFor(event.kind()).stream()
                .flatMap(rule -> rule.missing(seen, MissingFacts.of(seen)).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<Rule> rulesFor(EventKind kind) {
        return byKind.getOrDefault(kind, List.of());
    }

    /// The rules that became due by the clock after one moment and not after another, each once: for the latest
    /// of its times.
    public List<DueRule> due(Instant after, Instant until) {
        return rules.stream().flatMap(rule -> rule.due(after, until).stream()).toList();
    }

    /// The time zone of the book; UTC if it names none.
    public ZoneId zone() {
        return zone;
    }

    /// The names of the rules, in the order of the book.
    public List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }

    /// The names of the rules on a kind of event, in the order of the book.
    public List<String> names(EventKind kind) {
        return rulesFor(kind).stream().map(Rule::name).toList();
    }

    /// The kinds of event that some rule is for.
    public Set<EventKind> kinds() {
        return Collections.unmodifiableSet(byKind.keySet());
    }

    private Plan plan(CrmEvent event, List<Rule> asked, BiFunction<Rule, CrmEvent, RuleVerdict> opinion) {
        var drafts = new ArrayList<DraftCommand>();
        var verdicts = new ArrayList<RuleVerdict>();
        var warnings = new LinkedHashSet<String>();
        var seen = fields.in(event, warnings::add);
        for (var rule : asked) {
            var verdict = opinion.apply(rule, seen);
            verdicts.add(verdict);
            if (verdict.fires()) {
                drafts.addAll(rule.drafts(seen, warnings::add));
            }
        }
        return new Plan(drafts, verdicts, List.copyOf(warnings), seen.facts());
    }
}
