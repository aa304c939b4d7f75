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

/// What was decided before, as far as it bears on what is decided now: which orders events have, when rules answered
/// entities, how many events they answered, and how many turns were taken. Keeps its maps up to date.
///
/// @param events by their keys
/// @param answers by rule and entity, see [#answer]
/// @param counts by rule, subject and hour, see [#count]; one more than the limit where events were over it
/// @param turns by rule and position, see [#action]
public record CommandRegister(
        Map<String, EventRecord> events,
        Map<String, Answer> answers,
        Map<String, Long> counts,
        Map<String, Long> turns) {

    /// Which orders an event has.
    ///
    /// @param actions by rule and position
    /// @param whole whether these are all of them; else more are to follow
    public record EventRecord(Set<String> actions, boolean whole) {

        public EventRecord {
            actions = Set.copyOf(actions);
        }

        private static EventRecord with(@Nullable EventRecord before, String action) {
            var actions = new HashSet<String>();
            if (before != null) {
                actions.addAll(before.actions);
            }
            actions.add(action);
            return new EventRecord(actions, false);
        }
    }

    /// To which event a rule answered an entity last, and when that happened.
    public record Answer(String event, Instant at) {}

    /// Makes orders of drafts, but for those of events that have all theirs.
    ///
    /// @param unfinished the keys of events of which more drafts are to follow
    /// @param causes what the drafts answer, by the keys of their events
    /// @param now when the commands are written
    public WriteResult enter(
            List<DraftCommand> drafts, Set<String> unfinished, Map<String, CommandCause> causes, Instant now) {
        var open = drafts.stream()
                .map(draft -> draft.command().origin().event())
                .filter(event -> !isWhole(event))
                .collect(Collectors.toCollection(HashSet::new));
        var added = new ArrayList<PendingCommand>();
        var spent = new HashSet<String>();
        var stopped = new HashSet<String>();
        for (var draft : drafts) {
            var origin = draft.command().origin();
            if (!open.contains(origin.event()) || isEntered(origin)) {
                continue;
            }
            if (isSpent(origin, draft.once())) {
                spent.add(origin.key());
            } else if (draft.limit() != null && isOver(origin, draft.limit())) {
                stop(origin, draft.limit(), stopped);
            } else {
                added.add(new PendingCommand(enter(draft), now, null, causes.get(origin.event())));
            }
        }
        open.removeAll(unfinished);
        open.forEach(event -> events.computeIfPresent(event, (_, entered) -> new EventRecord(entered.actions, true)));
        return new WriteResult(added, spent, stopped);
    }

    private boolean isWhole(String event) {
        var entered = events.get(event);
        return entered != null && entered.whole;
    }

    private boolean isEntered(Origin origin) {
        var entered = events.get(origin.event());
        return entered != null && entered.actions.contains(action(origin));
    }

    private boolean isSpent(Origin origin, @Nullable OnceGuard once) {
        var answer = once == null ? null : answers.get(answer(origin, once));
        return once != null && answer != null && !answer.event.equals(origin.event()) && once.isSpentBy(answer.at);
    }

    /// Whether a rule has answered as many events as it may. What was answered in part is answered in whole.
    private boolean isOver(Origin origin, RuleLimit limit) {
        return !isAnswered(origin) && counts.getOrDefault(count(origin, limit), 0L) >= limit.most();
    }

    /// Tells the first that is over a limit, and marks that this is told.
    private void stop(Origin origin, RuleLimit limit, Set<String> reported) {
        if (Objects.equals(counts.put(count(origin, limit), limit.most() + 1L), (long) limit.most())) {
            reported.add(origin.key());
        }
    }

    private boolean isAnswered(Origin origin) {
        var entered = events.get(origin.event());
        return entered != null && entered.actions.stream().anyMatch(action -> action.startsWith(origin.rule() + "|"));
    }

    private TaskCommand enter(DraftCommand draft) {
        var origin = draft.command().origin();
        if (draft.limit() != null && !isAnswered(origin)) {
            counts.merge(count(origin, draft.limit()), 1L, Long::sum);
        }
        events.compute(origin.event(), (_, entered) -> EventRecord.with(entered, action(origin)));
        if (draft.once() != null) {
            answers.put(
                    answer(origin, draft.once()),
                    new Answer(origin.event(), draft.once().at()));
        }
        return draft.rotation().isEmpty()
                ? draft.command()
                : draft.command(turns.merge(action(origin), 1L, Long::sum) - 1);
    }

    /// An action of a rule, such as `call-new-lead|0`.
    static String action(Origin origin) {
        return origin.rule() + "|" + origin.position();
    }

    /// A rule, what its answers are counted for, and the hour, such as `call|leads/501|2026-11-21T12:00:00Z`.
    public static String count(Origin origin, RuleLimit limit) {
        return origin.rule() + "|" + limit.subject() + "|" + limit.hour();
    }

    /// A rule and the entity that it answers once, such as `call-new-lead|leads/501`.
    public static String answer(Origin origin, OnceGuard once) {
        return origin.rule() + "|" + once.entity();
    }
}
