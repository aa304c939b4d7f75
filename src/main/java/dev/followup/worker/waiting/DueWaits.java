package dev.followup.worker.waiting;

import dev.followup.account.Account;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.rule.RuleBook;
import dev.followup.rule.WaitVerdict;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.CloseGuard;
import dev.followup.task.CommandCause;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.telemetry.LogTime;
import dev.followup.worker.waiting.MissedStops.KnownStops;
import dev.followup.worker.waiting.WaitFacts.FreshEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    /// How long a wait outlives its rule, so that a release can be taken back.
    static final Duration KEPT_WITHOUT_RULE = Duration.ofDays(1);

    /// How long after its webhook the CRM's lists may lack what is new: until then, what they lack is not gone.
    private static final Duration SHOWN_LATE = Duration.ofMinutes(1);

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(15);

    private final RuleBookStore books;
    private final MissedStops missedStops;
    private final WaitFacts facts;
    private final Clock clock;

    public DueWaits(RuleBookStore books, MissedStops missedStops, WaitFacts facts, Clock clock) {
        this.books = books;
        this.missedStops = missedStops;
        this.facts = facts;
        this.clock = clock;
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

    /// Asks the actions whose time has come by a tick, and writes down what becomes of them.
    ///
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be read or written
    public void end(Invocation invocation, Instant tick) {
        boolean isWhole = false;
        for (int portion = 0; !isWhole && portion < MAX_PORTIONS && invocation.canAsk(); portion++) {
            var due = invocation.ledger.dueWaits(tick, PORTION);
            isWhole = due.size() < PORTION;
            end(invocation, tick, due);
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
        var round = new Round(invocation, books.of(invocation.session.account()), now);
        round.ask(due, invocation.state.recoveredUntil());
        var causes = new HashMap<String, CommandCause>();
        due.forEach(wait -> causes.put(wait.event().key(), cause(wait)));
        var work = PlannedWork.of(List.of()).causes(causes).waits(List.of(), round.ends);
        var written = invocation.ledger.write(work, invocation.selection);
        invocation.added.accept(written.added());
        round.log(written);
    }

    private static CommandCause cause(Wait wait) {
        var event = wait.event();
        return new CommandCause(event.kind(), event.entity(), wait.due(), null);
    }

    /// One portion of waits whose time has come.
    private final class Round {

        private final CrmSession session;
        private final Account account;
        private final RuleBook book;
        private final Instant now;
        private final List<CrmEvent> undecided;
        private final @Nullable WebhookOutage outage;
        private final List<WaitEnd> ends = new ArrayList<>();
        private final List<Consumer<WriteResult>> lines = new ArrayList<>();

        Round(Invocation invocation, RuleBook book, Instant now) {
            this.session = invocation.session;
            this.account = session.account();
            this.book = book;
            this.now = now;
            this.undecided = invocation.undecided;
            this.outage = invocation.outage;
        }

        void ask(List<Wait> due, @Nullable Instant recoveredUntil) {
            var certain = due.stream()
                    .filter(this::isKnown)
                    .filter(this::isHeard)
                    .filter(this::isUndisputed)
                    .toList();
            var stops = missedStops.since(session, book, certain, recoveredUntil, now);
            var asked =
                    certain.stream().filter(wait -> isUnstopped(wait, stops)).toList();
            facts.of(session, book, asked).forEach(this::ask);
        }

        /// Whether the book has the rule. A wait without its rule is kept for a day, and then dropped.
        private boolean isKnown(Wait wait) {
            var rule = wait.origin().rule();
            if (book.has(rule)) {
                return true;
            }
            if (now.isBefore(wait.due().plus(KEPT_WITHOUT_RULE))) {
                if (wait.retryAt().equals(wait.due())) {
                    lines.add(_ -> WaitLog.ruleGone(account, wait, KEPT_WITHOUT_RULE));
                }
                postpone(wait);
            } else {
                drop(wait, "the rule book has had no such rule for a day");
            }
            return false;
        }

        /// Whether what stops the wait is reported at present. While the webhook is off, the wait is held.
        private boolean isHeard(Wait wait) {
            boolean isHeld = outage != null
                    && outage.lasts()
                    && !book.stopKinds(wait.origin().rule()).isEmpty();
            if (isHeld) {
                if (wait.retryAt().equals(wait.due())) {
                    lines.add(_ -> WaitLog.held(account, wait));
                }
                postpone(wait);
            }
            return !isHeld;
        }

        /// Whether something may have stopped the wait that no webhook reported and no list of the CRM has.
        private boolean isStopUnheard(Wait wait) {
            var kinds = book.stopKinds(wait.origin().rule());
            return outage != null
                    && outage.until() != null
                    && outage.until().isAfter(wait.event().time())
                    && outage.since().isBefore(now)
                    && !CrmEventLog.listed(kinds).equals(kinds);
        }

        /// Whether no event that cannot be planned yet may stop the wait.
        private boolean isUndisputed(Wait wait) {
            boolean mayBeStopped = undecided.stream().anyMatch(event -> book.mayStop(event, wait));
            if (mayBeStopped) {
                postpone(wait);
            }
            return !mayBeStopped;
        }

        private boolean isUnstopped(Wait wait, KnownStops stops) {
            if (stops.isUnknown(wait)) {
                postpone(wait);
                return false;
            }
            var stop = stops.of(wait);
            stop.ifPresent(event -> drop(wait, "%s stopped it, which no webhook has reported".formatted(event.kind())));
            return stop.isEmpty();
        }

        private void ask(FreshEvent fresh) {
            var wait = fresh.waiting();
            switch (fresh) {
                case FreshEvent.Unknown _ -> postpone(wait);
                case FreshEvent.Gone _ when now.isBefore(wait.storedAt().plus(SHOWN_LATE)) -> postpone(wait);
                case FreshEvent.Gone(var _, var what) -> drop(wait, "the CRM does not have " + what + " any more");
                case FreshEvent.Found(var _, var event) -> askSafely(wait, event);
            }
        }

        /// Asks one action. A bug that it triggers must not stop the others of the account.
        private void askSafely(Wait wait, CrmEvent event) {
            try {
                ask(wait, event);
            } catch (RuntimeException | StackOverflowError e) {
                WaitLog.failed(account, wait, e);
                postpone(wait);
            }
        }

        private void ask(Wait wait, CrmEvent event) {
            var origin = wait.origin();
            var verdict = book.ask(
                    origin.rule(), origin.position(), event, warning -> WaitLog.warning(account, wait, warning));
            switch (verdict) {
                case WaitVerdict.Fires(var asked) -> {
                    var draft = asked.closable() == null ? asked : asked.closable(guard(wait));
                    ends.add(next(WaitEnd.fired(wait, draft), event));
                    lines.add(written -> WaitLog.fired(account, wait, draft, written, isStopUnheard(wait)));
                }
                case WaitVerdict.Dropped(var reason) -> drop(next(WaitEnd.dropped(wait), event), reason);
                case WaitVerdict.Moved(var follow) -> drop(WaitEnd.dropped(wait).next(follow), moved(follow));
                case WaitVerdict.RuleGone _ -> drop(wait, "the rule book has no such rule");
                case WaitVerdict.ActionGone _ -> drop(wait, "the rule has no action any more that waits in its place");
            }
        }

        /// What closes the task is what would have dropped the wait: an event since the one that began it.
        private static CloseGuard guard(Wait wait) {
            return new CloseGuard(wait.subject(), wait.subjects(), wait.event().time());
        }

        /// The same end, after which a yearly date is waited for again.
        private WaitEnd next(WaitEnd end, CrmEvent event) {
            return book.next(end.waiting().origin().rule(), event)
                    .map(end::next)
                    .orElse(end);
        }

        private static String moved(WaitRequest.Follow follow) {
            return "the date has moved"
                    + follow.dates().stream()
                            .findFirst()
                            .map(next -> ". It waits on until " + LogTime.of(next.time()))
                            .orElse("");
        }

        private void drop(Wait wait, String reason) {
            drop(WaitEnd.dropped(wait), reason);
        }

        private void drop(WaitEnd end, String reason) {
            ends.add(end);
            lines.add(_ -> WaitLog.dropped(account, end.waiting(), reason));
        }

        /// Asks later: after a minute, then after half of the time for which it is late.
        private void postpone(Wait wait) {
            var half = Duration.between(wait.due(), now).dividedBy(2);
            var pause =
                    half.compareTo(FIRST_RETRY) < 0 ? FIRST_RETRY : half.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : half;
            ends.add(WaitEnd.postponed(wait, now.plus(pause)));
        }

        void log(WriteResult written) {
            lines.forEach(line -> line.accept(written));
        }
    }
}
