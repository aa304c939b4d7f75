package dev.followup.worker.waiting;

import dev.followup.account.Account;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.progress.ProgressListener;
import dev.followup.rule.RuleBook;
import dev.followup.rule.WaitVerdict;
import dev.followup.task.CloseGuard;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.telemetry.LogTime;
import dev.followup.worker.waiting.DueWaits.Invocation;
import dev.followup.worker.waiting.MissedStops.KnownStops;
import dev.followup.worker.waiting.WaitFacts.FreshEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One portion of waits whose time has come.
final class WaitRound {

    /// How long a wait outlives its rule, so that a release can be taken back.
    static final Duration KEPT_WITHOUT_RULE = Duration.ofDays(1);

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(15);

    private final Invocation invocation;
    private final MissedStops missedStops;
    private final WaitFacts facts;
    private final CrmSession session;
    private final Account account;
    private final RuleBook book;
    private final Instant now;
    private final List<CrmEvent> undecided;
    private final @Nullable WebhookOutage outage;
    private final List<WaitEnd> ends = new ArrayList<>();

    /// The events of dates whose time has come, by their keys.
    private final Map<String, CrmEvent> reached = new LinkedHashMap<>();

    private final List<Consumer<WriteResult>> lines = new ArrayList<>();

    /// A round.
    ///
    /// @param now the time by which the waits are due
    WaitRound(Invocation invocation, RuleBook book, MissedStops missedStops, WaitFacts facts, Instant now) {
        this.invocation = invocation;
        this.missedStops = missedStops;
        this.facts = facts;
        this.session = invocation.session();
        this.account = session.account();
        this.book = book;
        this.now = now;
        this.undecided = invocation.undecided();
        this.outage = invocation.outage();
    }

    /// Asks each of the waits.
    void ask(List<Wait> due) {
        var certain = due.stream()
                .filter(this::isKnown)
                .filter(this::isHeard)
                .filter(this::isUndisputed)
                .toList();
        var stops = missedStops.since(invocation, book, certain, now);
        var asked = certain.stream().filter(wait -> isUnstopped(wait, stops)).toList();
        facts.of(session, book, asked, now).forEach(this::ask);
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

    /// Whether no event that cannot be planned yet may stop the wait or begin it anew.
    private boolean isUndisputed(Wait wait) {
        boolean mayBeStopped = undecided.stream().anyMatch(event -> book.mayEnd(event, wait));
        if (mayBeStopped) {
            postpone(wait);
        }
        return !mayBeStopped;
    }

    private boolean isUnstopped(Wait wait, KnownStops stops) {
        var known = stops.unknownSince(wait);
        if (known.isPresent()) {
            boolean goesOn = wait.searchedUntil() == null || known.get().isAfter(wait.searchedUntil());
            postpone(wait.searchedUntil(known.get()), goesOn ? FIRST_RETRY : pause(wait));
            return false;
        }
        var stop = stops.of(wait);
        stop.ifPresent(event -> drop(
                wait,
                "%s %s, which no webhook has reported"
                        .formatted(event.kind(), book.stops(event, wait) ? "stopped it" : "begins the wait anew")));
        return stop.isEmpty();
    }

    private void ask(FreshEvent fresh) {
        var wait = fresh.waiting();
        switch (fresh) {
            case FreshEvent.Unknown(var _, var missing) -> {
                if (missing != null) {
                    lines.add(_ -> WaitLog.notShownYet(account, wait, missing));
                }
                postpone(wait);
            }
            case FreshEvent.Gone(var _, var what) -> drop(wait, "the CRM does not have " + what);
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
        var verdict =
                book.ask(origin.rule(), origin.position(), event, warning -> WaitLog.warning(account, wait, warning));
        switch (verdict) {
            case WaitVerdict.Fires(var asked) -> {
                var draft = asked.closable() == null ? asked : asked.closable(guard(wait));
                end(next(WaitEnd.fired(wait, draft), event), event);
                lines.add(written -> WaitLog.fired(account, wait, draft, written, isStopUnheard(wait)));
            }
            case WaitVerdict.Dropped(var reason) -> drop(next(WaitEnd.dropped(wait), event), event, reason);
            case WaitVerdict.Moved(var follow) -> drop(WaitEnd.dropped(wait).next(follow), event, moved(follow));
            case WaitVerdict.RuleGone _ -> drop(WaitEnd.dropped(wait), event, "the rule book has no such rule");
            case WaitVerdict.ActionGone _ ->
                drop(WaitEnd.dropped(wait), event, "the rule has no action any more that waits in its place");
        }
    }

    /// What closes the task is what would have dropped the wait: an event since the one that began it.
    private static CloseGuard guard(Wait wait) {
        return new CloseGuard(wait.subject(), wait.subjects(), wait.event().time());
    }

    /// The same end, after which a yearly date is waited for again.
    private WaitEnd next(WaitEnd end, CrmEvent event) {
        return book.next(end.waiting().origin().rule(), event).map(end::next).orElse(end);
    }

    private static String moved(WaitRequest.Follow follow) {
        return "the date has moved"
                + follow.dates().stream()
                        .findFirst()
                        .map(next -> ". It waits on until " + LogTime.of(next.time()))
                        .orElse("");
    }

    private void drop(Wait wait, String reason) {
        drop(WaitEnd.dropped(wait), wait.event(), reason);
    }

    private void drop(WaitEnd end, CrmEvent event, String reason) {
        end(end.because(reason), event);
        lines.add(_ -> WaitLog.dropped(account, end.waiting(), reason));
    }

    /// @param event the event with the facts of now, as far as they are known
    private void end(WaitEnd end, CrmEvent event) {
        ends.add(end);
        if (end.waiting().waitsForDate()) {
            var bare = end.waiting().event();
            reached.merge(event.key(), event, (before, now) -> now.equals(bare) ? before : now);
        }
    }

    private void postpone(Wait wait) {
        postpone(wait, pause(wait));
    }

    private void postpone(Wait wait, Duration pause) {
        ends.add(WaitEnd.postponed(wait, now.plus(pause)));
    }

    /// The time until it is asked again: a minute, then half of the time for which it is late.
    private Duration pause(Wait wait) {
        var half = Duration.between(wait.due(), now).dividedBy(2);
        return half.compareTo(FIRST_RETRY) < 0 ? FIRST_RETRY : half.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : half;
    }

    /// What becomes of the waits.
    List<WaitEnd> ends() {
        return ends;
    }

    /// The events of the dates that have been reached, each with the facts of now.
    Collection<CrmEvent> reached() {
        return reached.values();
    }

    /// Logs what became of them.
    void log(WriteResult written) {
        lines.forEach(line -> line.accept(written));
    }

    /// Lets a listener follow what became of the waits.
    void report(WriteResult written, ProgressListener progress) {
        reached.values().forEach(event -> progress.dateReached(event, now, written));
        ends.forEach(end -> progress.waitEnded(end, written));
    }
}
