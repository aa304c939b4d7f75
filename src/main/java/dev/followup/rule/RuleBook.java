package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.task.Draft;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The rules, read and checked. Pure: the same event gives the same plan at any time. Made by a `RuleBookReader`.
public final class RuleBook {

    private final ZoneId zone;
    private final List<Rule> rules;
    private final Map<EventKind, List<Rule>> byKind = new EnumMap<>(EventKind.class);

    RuleBook(ZoneId zone, List<Rule> rules) {
        this.zone = zone;
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
        return plan(event, rulesFor(event), rule -> rule.verdict(event));
    }

    /// The same with a verdict of every rule of the book, before anything is fetched that the event lacks.
    public Plan explain(CrmEvent event) {
        var gaps = Gaps.of(event);
        return plan(event, rules, rule -> rule.verdict(event, gaps));
    }

    /// The entities that rules which may answer an event ask for, and of which the event does not tell all: its
    /// own, and the contact and the company that it belongs to.
    public Set<EntityRef.Type> missing(CrmEvent event) {
        var gaps = Gaps.of(event);
        return gaps.isEmpty()
                ? Set.of()
                : rulesFor(event).stream()
                        .flatMap(rule -> rule.missing(event, gaps).stream())
                        .collect(Collectors.toUnmodifiableSet());
    }

    private List<Rule> rulesFor(CrmEvent event) {
        return byKind.getOrDefault(event.kind(), List.of());
    }

    /// The zone whose wall clock the rules mean; UTC if the book names none.
    public ZoneId zone() {
        return zone;
    }

    /// The names of the rules, in the order of the book.
    public List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }

    /// The kinds of event that some rule listens to.
    public Set<EventKind> kinds() {
        return Collections.unmodifiableSet(byKind.keySet());
    }

    private static Plan plan(CrmEvent event, List<Rule> asked, Function<Rule, Verdict> opinion) {
        var drafts = new ArrayList<Draft>();
        var verdicts = new ArrayList<Verdict>();
        var warnings = new LinkedHashSet<String>();
        for (var rule : asked) {
            var verdict = opinion.apply(rule);
            verdicts.add(verdict);
            if (Boolean.TRUE.equals(verdict.fires())) {
                drafts.addAll(rule.drafts(event, warnings::add));
            }
        }
        return new Plan(drafts, verdicts, List.copyOf(warnings));
    }
}
