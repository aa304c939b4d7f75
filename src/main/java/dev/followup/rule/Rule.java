package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.Facts;
import dev.followup.rule.RuleVerdict.Decision;
import dev.followup.rule.action.Action;
import dev.followup.rule.fact.MissingFacts;
import dev.followup.rule.pattern.EventPattern;
import dev.followup.rule.pattern.FieldCondition;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A rule: when, if, except, then.
///
/// @param wanted what the facts must match; `null` for anything
/// @param excepted what they must not match; `null` for nothing
/// @param guards what may hold it back besides
/// @param actions what it does, in this order
record Rule(
        String name,
        Trigger trigger,
        @Nullable EventPattern wanted,
        @Nullable EventPattern excepted,
        Guards guards,
        List<Action> actions) {

    /// What it says to an event of which nothing more is to be known.
    RuleVerdict verdict(CrmEvent event) {
        return refusal(event)
                .or(() -> objection(event.facts()))
                .map(reason -> new RuleVerdict(name, Decision.DOES_NOT_FIRE, reason))
                .orElseGet(() -> new RuleVerdict(name, Decision.FIRES, "the event is " + event.kind() + conditions()));
    }

    /// What it says to an event whose gaps may still be filled.
    RuleVerdict verdict(CrmEvent event, MissingFacts gaps) {
        if (gaps.isEmpty() || !mayFire(event, gaps)) {
            return verdict(event);
        }
        var open = Stream.of(wanted, excepted)
                .flatMap(Stream::ofNullable)
                .flatMap(pattern -> pattern.hiddenBy(gaps))
                .map(FieldCondition::demanded)
                .findFirst();
        return isSure(gaps) ? verdict(event) : new RuleVerdict(name, Decision.UNDECIDED, open.orElseThrow());
    }

    /// What is to be fetched before it can answer an event; nothing if it would not answer in any case.
    Set<EntityRef.Type> missing(CrmEvent event, MissingFacts gaps) {
        if (gaps.isEmpty() || !mayFire(event, gaps)) {
            return Set.of();
        }
        var conditions = Stream.of(wanted, excepted).flatMap(Stream::ofNullable).flatMap(EventPattern::paths);
        var mentions = actions.stream().flatMap(action -> action.factPaths(event));
        return Stream.concat(conditions, mentions)
                .filter(gaps::hide)
                .flatMap(gaps::type)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean mayFire(CrmEvent event, MissingFacts gaps) {
        return refusal(event).isEmpty()
                && (wanted == null || wanted.mayMatch(gaps))
                && (excepted == null || !excepted.matches(gaps));
    }

    private boolean isSure(MissingFacts gaps) {
        return (wanted == null || wanted.matches(gaps)) && (excepted == null || !excepted.mayMatch(gaps));
    }

    /// What no facts can change.
    private Optional<String> refusal(CrmEvent event) {
        return trigger.objection(event.kind())
                .or(() -> objectionToAnother(event.facts()))
                .or(() -> guards.objection(event.facts()));
    }

    /// What the clock sets off is for one rule alone.
    private Optional<String> objectionToAnother(Facts facts) {
        return Optional.ofNullable(trigger.schedule())
                .flatMap(_ -> facts.at("event.rule"))
                .filter(rule -> !rule.equals(name))
                .map(rule -> "the event is for rule " + rule);
    }

    private Optional<String> objection(Facts facts) {
        return Optional.ofNullable(wanted)
                .flatMap(pattern -> pattern.objection(facts))
                .or(() -> Optional.ofNullable(excepted)
                        .flatMap(pattern -> pattern.met(facts))
                        .map(met -> "all of except holds: " + met));
    }

    private String conditions() {
        return wanted == null && excepted == null ? "" : " and meets all conditions";
    }

    /// That its time has come by the clock; empty if it has not, or if it does not run by it.
    Optional<DueRule> due(Instant after, Instant until) {
        return Optional.ofNullable(trigger.schedule())
                .flatMap(schedule -> schedule.latest(after, until))
                .map(slot -> new DueRule(name, slot, trigger.tasks()));
    }

    /// What is to be done, at most one draft for each action.
    ///
    /// @param warnings told of what is missing or doubtful
    List<DraftCommand> drafts(CrmEvent event, Consumer<String> warnings) {
        return IntStream.range(0, actions.size())
                .mapToObj(i -> draft(i, event, warning -> warnings.accept(name + ": " + warning)))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<DraftCommand> draft(int position, CrmEvent event, Consumer<String> warnings) {
        var action = actions.get(position);
        return action.command(new TaskCommand.Origin(event.key(), name, position), event, warnings)
                .flatMap(command -> guards.draft(action, command, event, warnings));
    }
}
