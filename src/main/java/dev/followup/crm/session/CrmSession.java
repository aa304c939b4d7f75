package dev.followup.crm.session;

import dev.followup.account.Account;
import dev.followup.account.token.TokenProvider;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What one invocation does with one account, all under one deadline and at the account's pace. An account that
/// turns out to serve us nothing gets no further call: every other fares as the one that has found it so.
public final class CrmSession {

    private final Account account;
    private final RateLimiter pacer;
    private final long deadline;
    private final Metrics metrics;
    private final AtomicBoolean fresh = new AtomicBoolean(true);
    private final AtomicReference<@Nullable CrmException> closed = new AtomicReference<>();
    private volatile AccountAvailability verdict = new AccountAvailability.Unasked();

    CrmSession(Account account, RateLimiter pacer, Duration time) {
        this(account, pacer, pacer.in(time), new Metrics());
    }

    private CrmSession(Account account, RateLimiter pacer, long deadline, Metrics metrics) {
        this.account = account;
        this.pacer = pacer;
        this.deadline = deadline;
        this.metrics = metrics;
    }

    /// A visit beside this one, at the same pace and no longer than a while: it counts with this one, but what goes
    /// wrong there keeps nothing here from going on.
    public CrmSession child(Duration longest) {
        return new CrmSession(account, pacer, pacer.allows(longest, deadline) ? pacer.in(longest) : deadline, metrics);
    }

    public Account account() {
        return account;
    }

    /// What it comes to so far, in numbers.
    public Metrics metrics() {
        return metrics;
    }

    /// Whether no call leaves any more, for whatever reason.
    public boolean isClosed() {
        return closed.get() != null;
    }

    /// What the calls have shown of the account.
    public AccountAvailability verdict() {
        return verdict;
    }

    /// Waits until the next call may leave; throws where none may.
    void awaitSlot(String request) throws InterruptedException {
        refuseIfClosed();
        long asked = pacer.in(Duration.ZERO);
        boolean mayLeave = pacer.awaitSlot(fresh.getAndSet(false), deadline);
        metrics.add(Metric.RATE_LIMIT_WAIT, pacer.since(asked).toMillis());
        if (!mayLeave) {
            throw new CrmException.OutOfTime(request);
        }
        refuseIfClosed();
    }

    /// Nobody calls this account before the time is over.
    void pause(Duration length) {
        pacer.pause(length);
    }

    /// Whether a wait from now leaves time for a call.
    boolean allows(Duration wait) {
        return pacer.allows(wait, deadline);
    }

    /// Keeps the account's access, see [TokenProvider#keep].
    public void refreshTokenIfDue(TokenProvider tokens) {
        if (!isClosed()) {
            ScopedValue.where(CrmCall.CURRENT, new CrmCall(this)).run(() -> tokens.refreshIfDue(account));
        }
    }

    /// No call leaves, since the account was found closed before.
    void bar(String reason) {
        closed.set(new CrmException.Barred(reason));
    }

    /// The CRM has served a call.
    synchronized void served() {
        if (!(verdict instanceof AccountAvailability.Closed)) {
            verdict = new AccountAvailability.Serves();
        }
    }

    /// What has become of a call instead of a success.
    public synchronized void failed(CrmException trouble) {
        switch (trouble) {
            case CrmException.Invalid _, CrmException.Refusal _ -> served();
            case CrmException.Closed _ -> {
                closed.set(trouble);
                verdict = new AccountAvailability.Closed(String.valueOf(trouble.getMessage()));
            }
            case CrmException.NotTaken _ -> {
                closed.compareAndSet(null, trouble); // every other call would fare the same
                silent(trouble);
            }
            case CrmException.Lost _ -> silent(trouble);
        }
    }

    private void silent(CrmException trouble) {
        if (verdict instanceof AccountAvailability.Unasked && !(trouble instanceof CrmException.OutOfTime)) {
            verdict = new AccountAvailability.Silent();
        }
    }

    /// Throws what the account is closed for, if it is.
    void refuseIfClosed() {
        var reason = closed.get();
        if (reason != null) {
            throw reason;
        }
    }
}
