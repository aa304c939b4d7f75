package dev.followup.ledger;

import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.OnceGuard;
import dev.followup.task.RuleLimit;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The register of earlier commands, as far as new drafts depend on them: the commands of events, the last
/// firings of rules for entities, the events that rules answered in an hour, and the positions of rotations. It
/// updates its maps.
///
/// @param events the commands of events, by the events' keys
/// @param lastFirings by rule and entity, see [#onceKey]
/// @param counts by rule, subject and hour, see [#counterKey]; one more than the limit if events were over it
/// @param turns whose turn was last in a rotation, by rule and action, see [#actionKey]
public record CommandRegister(
        Map<String, EventCommands> events,
        Map<String, LastFiring> lastFirings,
        Map<String, Long> counts,
        Map<String, String> turns) {

    /// The commands of an event.
    ///
    /// @param actions by rule and position
    /// @param isComplete whether these are all commands of the event; otherwise more follow
    public record EventCommands(Set<String> actions, boolean isComplete) {

        /// The commands of an event that has been planned, but whose record cannot be read: it gets no others.
        public static final EventCommands UNKNOWN = new EventCommands(Set.of(), true);

        public EventCommands {
            actions = Set.copyOf(actions);
        }

        private static EventCommands with(@Nullable EventCommands before, String action) {
            var actions = new HashSet<String>();
            if (before != null) {
                actions.addAll(before.actions);
            }
            actions.add(action);
            return new EventCommands(actions, false);
        }
    }

    /// The last firing of a rule for an entity.
    ///
    /// @param event the key of the event that the rule answered
    /// @param at when that event happened
    public record LastFiring(String event, Instant at) {}

    /// Makes commands of drafts, but for those of events that already have all their commands.
    ///
    /// @param unfinished the keys of events of which more drafts follow
    /// @param causes the events that the drafts answer, by their keys
    /// @param now when the commands are written
    public WriteResult add(
            List<DraftCommand> drafts, Set<String> unfinished, Map<String, CommandCause> causes, Instant now) {
        var open = drafts.stream()
                .map(draft -> draft.command().origin().event())
                .filter(event -> !isComplete(event))
                .collect(Collectors.toCollection(HashSet::new));
        var result = add(
                drafts.stream()
                        .filter(draft -> open.contains(draft.command().origin().event()))
                        .toList(),
                causes,
                now);
        open.removeAll(unfinished);
        open.forEach(this::complete);
        return result;
    }

    /// Makes commands of the drafts of actions that have waited, though their events have all their other commands.
    ///
    /// @param causes the events that the drafts answer, by their keys
    /// @param now when the commands are written
    public WriteResult addFired(List<DraftCommand> drafts, Map<String, CommandCause> causes, Instant now) {
        var complete = drafts.stream()
                .map(draft -> draft.command().origin().event())
                .filter(event -> !events.containsKey(event) || isComplete(event))
                .collect(Collectors.toSet());
        var result = add(drafts, causes, now);
        complete.forEach(this::complete);
        return result;
    }

    private WriteResult add(List<DraftCommand> drafts, Map<String, CommandCause> causes, Instant now) {
        var added = new ArrayList<PendingCommand>();
        var spent = new HashSet<String>();
        var overLimit = new HashSet<String>();
        var limitReached = new HashSet<String>();
        for (var draft : drafts) {
            var origin = draft.command().origin();
            if (isAdded(origin)) {
                continue;
            }
            if (draft.once() != null && isRuledOutByOnce(origin, draft.once())) {
                spent.add(origin.key());
            } else if (draft.limit() != null && isOverLimit(origin, draft.limit())) {
                overLimit.add(origin.key());
                countOverLimit(origin, draft.limit(), limitReached);
            } else {
                added.add(new PendingCommand(add(draft), now, null, causes.get(origin.event()), 0));
            }
        }
        return new WriteResult(added, spent, overLimit, limitReached);
    }

    private void complete(String event) {
        events.computeIfPresent(event, (_, entered) -> new EventCommands(entered.actions, true));
    }

    /// Records that an event was heard and has all its commands, perhaps none.
    public void hear(String event) {
        events.putIfAbsent(event, new EventCommands(Set.of(), true));
    }

    /// Whether an event was heard and has all its commands.
    boolean isComplete(String event) {
        var entered = events.get(event);
        return entered != null && entered.isComplete;
    }

    private boolean isAdded(Origin origin) {
        var entered = events.get(origin.event());
        return entered != null && entered.actions.contains(actionKey(origin));
    }

    /// Whether a rule must not answer an event, since it has answered another one of the entity.
    boolean isRuledOutByOnce(Origin origin, OnceGuard once) {
        var answer = lastFirings.get(onceKey(origin, once));
        return answer != null && !answer.event.equals(origin.event()) && once.rulesOutAfter(answer.at);
    }

    /// Whether a rule has reached its limit of events. An event that the rule has answered in part is answered
    /// completely.
    private boolean isOverLimit(Origin origin, RuleLimit limit) {
        return !hasFired(origin) && counts.getOrDefault(counterKey(origin, limit), 0L) >= limit.max();
    }

    /// Counts an event over the limit. Only the first of them is reported.
    private void countOverLimit(Origin origin, RuleLimit limit, Set<String> reported) {
        if (Objects.equals(counts.put(counterKey(origin, limit), limit.max() + 1L), (long) limit.max())) {
            reported.add(origin.key());
        }
    }

    private boolean hasFired(Origin origin) {
        var entered = events.get(origin.event());
        return entered != null && entered.actions.stream().anyMatch(action -> action.startsWith(origin.rule() + "|"));
    }

    private TaskCommand add(DraftCommand draft) {
        var origin = draft.command().origin();
        if (draft.limit() != null && !hasFired(origin)) {
            counts.merge(counterKey(origin, draft.limit()), 1L, Long::sum);
        }
        events.compute(origin.event(), (_, entered) -> EventCommands.with(entered, actionKey(origin)));
        if (draft.once() != null) {
            lastFirings.put(
                    onceKey(origin, draft.once()),
                    new LastFiring(origin.event(), draft.once().at()));
        }
        if (draft.rotation().isEmpty()) {
            return draft.command();
        }
        var inTurn = draft.rotation().inTurn(turns.get(actionKey(origin)));
        inTurn.stream().findFirst().ifPresent(next -> turns.put(actionKey(origin), next.name()));
        return draft.command(inTurn);
    }

    /// The key of a rule's action, such as `call-new-lead|0`.
    static String actionKey(Origin origin) {
        return origin.rule() + "|" + origin.position();
    }

    /// The key of a rule's counter: the rule, what is counted, and the hour, such as
    /// `call|leads/501|2026-11-21T12:00:00Z`.
    public static String counterKey(Origin origin, RuleLimit limit) {
        return origin.rule() + "|" + limit.subject() + "|" + limit.hour();
    }

    /// The key of a rule and the entity for which it fires once, such as `call-new-lead|leads/501`.
    public static String onceKey(Origin origin, OnceGuard once) {
        return origin.rule() + "|" + once.entity();
    }
}
