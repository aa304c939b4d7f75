package dev.followup.worker.waiting;

import dev.followup.account.Account;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.DraftCommand;
import dev.followup.task.Wait;
import dev.followup.telemetry.LogContext;
import dev.followup.telemetry.LogTime;
import dev.followup.worker.planning.FiringLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import org.jboss.logging.Logger;

/// The log lines of waits whose time has come.
final class WaitLog {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    private WaitLog() {}

    /// Logs what became of an action that fired.
    ///
    /// @param isStopUnheard whether something may have stopped it while the CRM reported nothing
    static void fired(Account account, Wait wait, DraftCommand draft, WriteResult written, boolean isStopUnheard) {
        var key = draft.command().key();
        boolean isAdded =
                written.added().stream().anyMatch(added -> added.command().key().equals(key));
        try (var _ = context(wait)) {
            if (isAdded) {
                LOG.infof(
                        "%s: rule %s fires, for which it waited until %s%s",
                        prefix(account, wait),
                        wait.origin().rule(),
                        LogTime.of(wait.due()),
                        isStopUnheard ? ". The webhook was off in between: something may have stopped it unheard" : "");
            } else if (written.skippedByOnce().contains(key)) {
                LOG.infof("%s: %s", prefix(account, wait), FiringLog.ruledOutByOnce(draft));
            } else if (written.limitReached().contains(key)) {
                FiringLog.limitReached(prefix(account, wait), draft);
            }
        }
    }

    /// Logs that what the event is about is not to be seen yet.
    ///
    /// @param missing such as `leads/501`
    static void notShownYet(Account account, Wait wait, String missing) {
        try (var _ = context(wait)) {
            LOG.infof(
                    "%s: rule %s waits for facts of %s, which the CRM does not show yet. It is asked again in a minute",
                    prefix(account, wait), wait.origin().rule(), missing);
        }
    }

    static void held(Account account, Wait wait) {
        try (var _ = context(wait)) {
            LOG.infof(
                    "%s: rule %s waited until %s and is held while the webhook is off, since nothing reports what stops it",
                    prefix(account, wait), wait.origin().rule(), LogTime.of(wait.due()));
        }
    }

    static void dropped(Account account, Wait wait, String reason) {
        try (var _ = context(wait)) {
            LOG.infof(
                    "%s: rule %s waited until %s and does not fire: %s",
                    prefix(account, wait), wait.origin().rule(), LogTime.of(wait.due()), reason);
        }
    }

    static void ruleGone(Account account, Wait wait, Duration kept) {
        try (var _ = context(wait)) {
            LOG.warnf(
                    "%s: rule %s waited until %s, and the rule book has no such rule any more. The wait is kept for %s."
                            + " If the rule was renamed, add was: %s to it",
                    prefix(account, wait),
                    wait.origin().rule(),
                    LogTime.of(wait.due()),
                    LogTime.of(kept),
                    wait.origin().rule());
        }
    }

    static void failed(Account account, Wait wait, Throwable bug) {
        try (var _ = context(wait)) {
            LOG.errorf(
                    bug,
                    "%s: asking what rule %s waited for failed, probably by a bug. It is asked again later",
                    prefix(account, wait),
                    wait.origin().rule());
        }
    }

    static void warning(Account account, Wait wait, String warning) {
        try (var _ = context(wait)) {
            LOG.warnf("%s: %s", prefix(account, wait), warning);
        }
    }

    static void stopsNotKnown(Account account, String reason) {
        LOG.warnf(
                "%s: the CRM's events list cannot be asked whether something stopped what rules wait for: %s."
                        + " What webhooks report still does",
                account.name(), reason);
    }

    /// Logs that the list is too long to be read at one tick.
    ///
    /// @param known until when it is known for each of the waits that are left
    static void searchGoesOn(Account account, Collection<Instant> known) {
        LOG.infof(
                "%s: the CRM's events list has not been read to its end, which may tell what stopped %d waits. It is known"
                        + " until %s, and the next tick reads on",
                account.name(), known.size(), LogTime.of(Collections.min(known)));
    }

    private static LogContext context(Wait wait) {
        return LogContext.of(wait.event()).with("rule", wait.origin().rule()).with("commandKey", wait.key());
    }

    private static String prefix(Account account, Wait wait) {
        return account.name() + ": " + wait.subject() + " " + wait.event().kind();
    }
}
