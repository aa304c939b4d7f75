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

/// The rules, read and checked. Pure: the same event gives the same plan at any time. Made by a `RuleBookReader`.
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

    /// What is to be done about an event of which nothing more is to be known. Only rules that listen to its kind
    /// are asked.
    public Plan plan(CrmEvent event) {
        return plan(event, rulesFor(event.kind()), Rule::verdict);
    }

    /// The same with a verdict of every rule of the book, before anything is fetched that the event lacks.
    public Plan explain(CrmEvent event) {
        return plan(event, rules, (rule, seen) -> rule.verdict(seen, MissingFacts.of(seen)));
    }

    /// The entities that rules which may answer an event ask for, and of which the event does not tell all: its own,
    /// and the contact and the company that it belongs to.
    public Set<EntityRef.Type> missing(CrmEvent event) {
        var gaps = MissingFacts.of(event);
        if (gaps.isEmpty()) {
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

    /// The rules whose time has come by the clock after one moment and not after another, each once: for the
    /// latest of its times.
    public List<DueRule> due(Instant after, Instant until) {
        return rules.stream().flatMap(rule -> rule.due(after, until).stream()).toList();
    }

    /// The zone whose wall clock the rules mean; UTC if the book names none.
    public ZoneId zone() {
        return zone;
    }

    /// The names of the rules, in the order of the book.
    public List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }

    /// The names of those that listen to a kind of event, in the order of the book.
    public List<String> names(EventKind kind) {
        return rulesFor(kind).stream().map(Rule::name).toList();
    }

    /// The kinds of event that some rule listens to.
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
