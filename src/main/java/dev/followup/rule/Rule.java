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
/// @param wanted the pattern that the facts must match; `null` for anything
/// @param excepted the pattern that they must not match; `null` for none
/// @param guards what may hold it back besides
/// @param actions its actions in order
record Rule(
        String name,
        Trigger trigger,
        @Nullable EventPattern wanted,
        @Nullable EventPattern excepted,
        Guards guards,
        List<Action> actions) {

    /// The verdict on an event whose facts are complete.
    RuleVerdict verdict(CrmEvent event) {
        return refusal(event)
                .or(() -> objection(event.facts()))
                .map(reason -> new RuleVerdict(name, Decision.DOES_NOT_FIRE, reason))
                .orElseGet(() -> new RuleVerdict(name, Decision.FIRES, "the event is " + event.kind() + conditions()));
    }

    /// The verdict on an event whose missing facts may still be fetched.
    RuleVerdict verdict(CrmEvent event, MissingFacts missing) {
        if (missing.isEmpty() || !mayFire(event, missing)) {
            return verdict(event);
        }
        var open = Stream.of(wanted, excepted)
                .flatMap(Stream::ofNullable)
                .flatMap(pattern -> pattern.missingIn(missing))
                .map(FieldCondition::pendingFetch)
                .findFirst();
        return isSure(missing) ? verdict(event) : new RuleVerdict(name, Decision.UNDECIDED, open.orElseThrow());
    }

    /// The entities to fetch before an event can be decided; none if the rule would not fire in any case.
    Set<EntityRef.Type> missing(CrmEvent event, MissingFacts missing) {
        if (missing.isEmpty() || !mayFire(event, missing)) {
            return Set.of();
        }
        var conditions = Stream.of(wanted, excepted).flatMap(Stream::ofNullable).flatMap(EventPattern::paths);
        var mentions = actions.stream().flatMap(action -> action.factPaths(event));
        return Stream.concat(conditions, mentions)
                .filter(missing::mayHave)
                .flatMap(missing::type)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean mayFire(CrmEvent event, MissingFacts missing) {
        return refusal(event).isEmpty()
                && (wanted == null || wanted.mayMatch(missing))
                && (excepted == null || !excepted.matches(missing));
    }

    private boolean isSure(MissingFacts missing) {
        return (wanted == null || wanted.matches(missing)) && (excepted == null || !excepted.mayMatch(missing));
    }

    /// The reason against the event that no fetched fact can change.
    private Optional<String> refusal(CrmEvent event) {
        return trigger.objection(event.kind())
                .or(() -> objectionToAnother(event.facts()))
                .or(() -> guards.objection(event.facts()));
    }

    /// The objection to an event of the clock that is for another rule.
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

    /// The rule as due by the clock; empty if it is not due or does not run by the clock.
    Optional<DueRule> due(Instant after, Instant until) {
        return Optional.ofNullable(trigger.schedule())
                .flatMap(schedule -> schedule.latest(after, until))
                .map(slot -> new DueRule(name, slot, trigger.tasks()));
    }

    /// The drafts of its commands, at most one for each action.
    ///
    /// @param warnings receives what is missing or doubtful
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
