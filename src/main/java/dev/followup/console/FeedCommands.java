package dev.followup.console;

import dev.followup.event.CrmEvent;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationBuilder;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.rule.RuleBook;
import dev.followup.task.DraftCommand;
import dev.followup.task.Wait;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The commands of the feed, made of those of the worker: each with what it would do in the words of the rule
/// book, and the steps of its way.
///
/// @param clock gives the steps their times
record FeedCommands(Clock clock) {

    /// What waits for an event, as it would be if nothing changed until then, by the commands' keys.
    static Map<String, Explanation.Command> waiting(CrmEvent event, Instant storedAt, @Nullable RuleBook book) {
        var waiting = new HashMap<String, Explanation.Command>();
        if (book != null) {
            var describer = new ExplanationBuilder(book);
            book.explain(event, storedAt)
                    .waiting()
                    .forEach(one -> waiting.put(one.draft().command().key(), describer.describe(one.draft())));
        }
        return waiting;
    }

    /// A command that is written down, and perhaps marked as sent.
    FeedCommand pending(PendingCommand added, @Nullable RuleBook book) {
        var command = added.command();
        var steps = new ArrayList<FeedCommand.Step>();
        steps.add(step(FeedCommand.State.PENDING, null));
        if (added.sent() != null) {
            steps.add(step(FeedCommand.State.SENT, null));
        }
        return command(DraftCommand.of(command), book, steps);
    }

    private static FeedCommand command(DraftCommand draft, @Nullable RuleBook book, List<FeedCommand.Step> steps) {
        var work = book == null ? null : new ExplanationBuilder(book).describe(draft);
        var command = draft.command();
        return new FeedCommand(
                command.key(), work == null ? command.origin().rule() : work.rule(), work, steps, List.of());
    }

    /// A command that is not written down, with the reason; empty if it is.
    Optional<FeedCommand> ignored(DraftCommand draft, WriteResult written, @Nullable RuleBook book) {
        var key = draft.command().key();
        if (written.added().stream().anyMatch(added -> added.command().key().equals(key))) {
            return Optional.empty();
        }
        var reason = written.skippedByOnce().contains(key)
                ? "the rule has fired before: " + draft.once()
                : written.overLimit().contains(key)
                        ? "the rule has reached its limit of " + draft.limit()
                        : "it was planned before, or an event has ended it";
        return Optional.of(command(draft, book, List.of(step(FeedCommand.State.IGNORED, reason))));
    }

    /// An action that waits.
    ///
    /// @param work what it would do; `null` if that is not known
    FeedCommand waiting(Wait wait, Explanation.@Nullable Command work, @Nullable RuleBook book) {
        var rule = wait.origin().rule();
        return new FeedCommand(
                wait.key(),
                book == null ? rule : book.name(rule),
                work,
                List.of(waitingUntil(wait.retryAt(), null)),
                List.of());
    }

    /// The step of an action that waits until then.
    FeedCommand.Step waitingUntil(Instant until, @Nullable String reason) {
        return new FeedCommand.Step(FeedCommand.State.WAITING, now(), until.toString(), reason);
    }

    /// A change of a command by a step.
    UnaryOperator<FeedCommand> with(FeedCommand.State state, @Nullable String reason) {
        return command -> command.with(step(state, reason));
    }

    FeedCommand.Step step(FeedCommand.State state, @Nullable String reason) {
        return new FeedCommand.Step(state, now(), null, reason);
    }

    private String now() {
        return clock.instant().toString();
    }
}
