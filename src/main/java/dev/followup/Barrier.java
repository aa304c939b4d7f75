package dev.followup;

import dev.followup.account.Account;
import dev.followup.crm.Measure;
import dev.followup.crm.Verdict;
import dev.followup.crm.Visit;
import dev.followup.crm.Visits;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.Block;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps all instances from calling an account that the CRM serves nothing, but for a rare probe: the first call
/// that an invocation would make anyway. Tells once what a person must do, and that the account is open again.
@ApplicationScoped
class Barrier {

    private static final Logger LOG = Logger.getLogger(Barrier.class);

    /// Until the first probe: what passes by itself often has by then, and a block is not prolonged by much.
    private static final Duration FIRST_WAIT = Duration.ofMinutes(5);

    /// Between probes at most: so long a list goes on waiting after a person has done something about it, unless
    /// the person lifts the barrier as well.
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Visits visits;
    private final Ledger ledger;
    private final Clock clock;

    Barrier(Visits visits, Ledger ledger, Clock clock) {
        this.visits = visits;
        this.ledger = ledger;
        this.clock = clock;
    }

    /// Begins an invocation's visit: one without calls, if the account is closed and no probe is due.
    ///
    /// @param block as the ledger has it
    Visit enter(Account account, @Nullable Block block, Instant deadline) {
        return block == null || !clock.instant().isBefore(block.probeAt())
                ? visits.begin(account, deadline)
                : visits.barred(account, block.reason());
    }

    /// Writes down what the visit has shown, if that is news.
    ///
    /// @param block as the ledger has it
    void leave(Visit visit, @Nullable Block block) {
        var account = visit.account().name();
        switch (visit.verdict()) {
            case Verdict.Unasked _ -> {}
            case Verdict.Silent _ -> putOff(account, block);
            case Verdict.Serves _ -> open(account, block);
            case Verdict.Closed(var reason) when block == null -> close(account, reason);
            case Verdict.Closed _ -> putOff(account, block);
        }
        visit.tally().set(Measure.ACCOUNT_CLOSED, isClosed(visit, block) ? 1 : 0);
    }

    private static boolean isClosed(Visit visit, @Nullable Block before) {
        return switch (visit.verdict()) {
            case Verdict.Closed _ -> true;
            case Verdict.Serves _ -> false;
            case Verdict.Unasked _, Verdict.Silent _ -> before != null;
        };
    }

    private void close(String account, String reason) {
        var block = until(reason, now());
        ledger.block(account, block);
        LOG.errorf(
                "%s: closed, nothing is sent: %s. The first probe is made after %s; to have it made at once, delete"
                        + " the account's item BLOCK from the ledger's table",
                account, reason, block.probeAt());
    }

    private void putOff(String account, @Nullable Block block) {
        if (block != null) {
            ledger.block(account, until(block.reason(), block.since()));
        }
    }

    private void open(String account, @Nullable Block block) {
        if (block != null) {
            ledger.unblock(account);
            LOG.infof("%s: open again, after %s", account, Duration.between(block.since(), now()));
        }
    }

    /// Waits double from probe to probe: each is as long as all before it, and the first.
    private Block until(String reason, Instant since) {
        var now = now();
        var wait = Duration.between(since, now).plus(FIRST_WAIT);
        return new Block(reason, since, now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT));
    }

    /// Whole seconds are enough, and easier to read.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
