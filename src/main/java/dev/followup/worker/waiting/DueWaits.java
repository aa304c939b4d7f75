package dev.followup.worker.waiting;

import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.PlannedWork;
import dev.followup.progress.ProgressListener;
import dev.followup.rule.RuleBook;
import dev.followup.rule.WaitVerdict;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.Wait;
import dev.followup.worker.planning.Planner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The end of waits. An action whose time has come is asked again, with the facts of now: it becomes a command, or it
/// is dropped. What cannot be asked now is asked later and keeps its time.
///
/// The command and the end of the wait are written together, on the condition that the wait is still there:
/// that alone makes it once.
@ApplicationScoped
public class DueWaits {

    /// How many waits are asked at a time.
    static final int PORTION = 100;

    /// How many portions are asked at a tick. The next tick asks the rest.
    static final int MAX_PORTIONS = 5;

    private final RuleBookStore books;
    private final MissedStops missedStops;
    private final WaitFacts facts;
    private final Clock clock;
    private final ProgressListener progress;

    public DueWaits(
            RuleBookStore books, MissedStops missedStops, WaitFacts facts, Clock clock, ProgressListener progress) {
        this.books = books;
        this.missedStops = missedStops;
        this.facts = facts;
        this.clock = clock;
        this.progress = progress;
    }

    /// The invocation in which waits end.
    ///
    /// @param state the account's state before this batch
    /// @param outage when the CRM reported nothing last; `null` if that was never seen
    /// @param undecided events that cannot be planned yet: what they may stop is asked later
    /// @param selection which of the new commands are marked as sent when they are written
    /// @param added receives the new commands
    public record Invocation(
            CrmSession session,
            AccountLedger ledger,
            AccountState state,
            @Nullable WebhookOutage outage,
            List<CrmEvent> undecided,
            SendSelection selection,
            Consumer<List<PendingCommand>> added) {

        /// While the account's circuit is open, nothing is asked: the waits keep their time.
        private boolean canAsk() {
            return state.openCircuit() == null && !session.isClosed();
        }
    }

    /// What waits and whose time has come by a tick, before the events of the batch are planned.
    ///
    /// @param tick the time of the tick; `null` if the batch has none
    /// @param first the first of them
    /// @param likelyDrafts the commands that these will probably become: what they depend on can be read
    /// with the rest
    public record Due(@Nullable Instant tick, List<Wait> first, List<DraftCommand> likelyDrafts) {

        private static final Due NOTHING = new Due(null, List.of(), List.of());
    }

    /// Reads the first actions whose time has come by a tick.
    ///
    /// @param state the account's state before this batch
    /// @param tick the time of the tick; `null` if the batch has none
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be read
    public Due due(CrmSession session, AccountLedger ledger, AccountState state, @Nullable Instant tick) {
        if (tick == null || state.openCircuit() != null || session.isClosed()) {
            return Due.NOTHING;
        }
        var first = ledger.dueWaits(tick, PORTION);
        var book = books.of(session.account()).knowing(state.absences(), clock.instant());
        return new Due(
                tick,
                first,
                first.stream().flatMap(wait -> likelyDraft(book, wait).stream()).toList());
    }

    /// The command that an action becomes if the facts are as they were.
    private static Optional<DraftCommand> likelyDraft(RuleBook book, Wait wait) {
        try {
            var origin = wait.origin();
            var event = wait.event().at(wait.due());
            return book.ask(origin.rule(), origin.position(), event, _ -> {}) instanceof WaitVerdict.Fires(var draft)
                    ? Optional.of(draft)
                    : Optional.empty();
        } catch (RuntimeException | StackOverflowError _) {
            return Optional.empty(); // a bug that it triggers is logged when it is asked
        }
    }

    /// Asks the actions whose time has come by a tick, and writes down what becomes of them.
    ///
    /// @param due what was read of them
    /// @param changed what has become of waits since then
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be read or written
    public void end(Invocation invocation, Due due, List<WaitResult> changed) {
        var tick = due.tick;
        if (tick == null) {
            return;
        }
        boolean isWhole = false;
        for (int portion = 0; !isWhole && portion < MAX_PORTIONS && invocation.canAsk(); portion++) {
            boolean isRead = portion == 0 && changed.isEmpty();
            var next = isRead ? due.first : invocation.ledger.dueWaits(tick, PORTION);
            isWhole = next.size() < PORTION;
            end(invocation, tick, next);
        }
    }

    /// Asks the actions that began to wait just now and wait for facts of now only. What is late is asked at a tick:
    /// the messages before it may stop it.
    ///
    /// @param results what became of the requests of this batch's events
    public void endAtOnce(Invocation invocation, List<WaitResult> results) {
        var now = clock.instant();
        var due = results.stream()
                .filter(result -> result.kind() == WaitResult.Kind.BEGAN)
                .flatMap(result -> result.waits().stream())
                .filter(wait ->
                        !wait.waitsForDate() && wait.due().equals(wait.event().time()))
                .toList();
        if (invocation.canAsk()) {
            end(invocation, now, due);
        }
    }

    private void end(Invocation invocation, Instant now, List<Wait> due) {
        if (due.isEmpty()) {
            return;
        }
        var version = books.version(invocation.session.account());
        var book = version.book().knowing(invocation.state.absences(), clock.instant());
        var round = new WaitRound(invocation, book, missedStops, facts, now);
        round.ask(due);
        var causes = new HashMap<String, CommandCause>();
        due.forEach(wait -> causes.put(wait.event().key(), cause(wait)));
        var reached = round.reached().stream()
                .map(event -> reached(event, now, version.digest()))
                .toList();
        if (!reached.isEmpty()) {
            invocation.ledger.announce(Planner.text(version), reached);
        }
        var work = PlannedWork.of(List.of()).causes(causes).heard(reached).waits(List.of(), round.ends());
        var written = invocation.ledger.write(work, invocation.selection);
        invocation.added.accept(written.added());
        round.log(written);
        round.report(written, progress);
    }

    /// The record of a date that has been reached. No message reported it: it counts as stored when it was asked.
    private static HeardEvent reached(CrmEvent event, Instant now, String book) {
        return HeardEvent.of(event, now).journalled(JournalEntry.of(event, now, false, book));
    }

    private static CommandCause cause(Wait wait) {
        var event = wait.event();
        return new CommandCause(event.kind(), event.entity(), wait.due(), null);
    }
}
