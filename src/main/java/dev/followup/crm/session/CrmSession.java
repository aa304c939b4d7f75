package dev.followup.crm.session;

import dev.followup.account.Account;
import dev.followup.account.token.TokenProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The calls of one invocation to one account, under one deadline and the account's rate limit. Once a call
/// shows that the CRM serves the account nothing, no further call is made: each fails with the same reason.
public final class CrmSession {

    private final Account account;
    private final RateLimiter rateLimiter;
    private final SessionDeadline deadline;
    private final boolean isProbe;
    private final AtomicBoolean fresh;

    /// How many slots of the rate limit a call takes.
    private final int slotsPerCall;

    /// The session of which this is the first half; `null` for a whole one.
    private final @Nullable CrmSession whole;

    private final AtomicReference<@Nullable CrmException> closedBy = new AtomicReference<>();
    private volatile AccountAvailability availability = new AccountAvailability.Unknown();
    private volatile boolean changedTasks;
    private volatile boolean gotUnexpectedAnswer;

    CrmSession(Account account, RateLimiter rateLimiter, SessionDeadline deadline, boolean isProbe) {
        this(account, rateLimiter, deadline, isProbe, new AtomicBoolean(true), 1, null);
    }

    private CrmSession(
            Account account,
            RateLimiter rateLimiter,
            SessionDeadline deadline,
            boolean isProbe,
            AtomicBoolean fresh,
            int slotsPerCall,
            @Nullable CrmSession whole) {
        this.account = account;
        this.rateLimiter = rateLimiter;
        this.deadline = deadline;
        this.isProbe = isProbe;
        this.fresh = fresh;
        this.slotsPerCall = slotsPerCall;
        this.whole = whole;
    }

    /// A child session under the same rate limit and for a limited time. A failure in it does not close this
    /// session.
    public CrmSession child(Duration longest) {
        return child(longest, 1);
    }

    /// A child session that takes at most half of the rate limit, and leaves the rest to others.
    public CrmSession childAtHalfRate(Duration longest) {
        return child(longest, 2);
    }

    private CrmSession child(Duration longest, int slots) {
        return new CrmSession(
                account,
                rateLimiter,
                allows(longest) ? deadline.at(rateLimiter.in(longest)) : deadline,
                isProbe,
                new AtomicBoolean(true),
                slots,
                null);
    }

    /// Whether the account's circuit is open, and the session finds out whether it can be closed.
    public boolean isProbe() {
        return isProbe;
    }

    /// Whether the CRM has added or edited tasks for a call of this session.
    public boolean hasChangedTasks() {
        return whole == null ? changedTasks : whole.hasChangedTasks();
    }

    /// Whether the CRM has served any call of this session.
    public boolean isServed() {
        return availability() instanceof AccountAvailability.Available;
    }

    /// Whether a call of this session got an unexpected answer to its last attempt. From then on unexpected answers
    /// are not repeated.
    boolean hasUnexpectedAnswer() {
        return whole == null ? gotUnexpectedAnswer : whole.hasUnexpectedAnswer();
    }

    /// The first half of the time that is left, so that calls in it leave time for those after it. When that half
    /// is over, this session goes on; everything else that a call shows holds for both.
    public CrmSession firstHalf() {
        long now = nanos();
        var half = deadline.at(now + Math.max(0, (deadline.nanos() - now) / 2));
        return new CrmSession(account, rateLimiter, half, isProbe, fresh, slotsPerCall, this);
    }

    public Account account() {
        return account;
    }

    /// The host that serves the account.
    public URI host() {
        return account.host();
    }

    /// Whether the session sends no more calls, for whatever reason.
    public boolean isClosed() {
        return closedBy.get() != null || (whole != null && whole.isClosed());
    }

    /// Why the session sends no more calls; empty if it does.
    public Optional<CrmFailure> closure() {
        return Optional.ofNullable(closedBy.get())
                .map(CrmException::toFailure)
                .or(() -> whole == null ? Optional.empty() : whole.closure());
    }

    /// Whether the CRM serves the account, as far as the calls have shown.
    public AccountAvailability availability() {
        return whole == null ? availability : whole.availability();
    }

    /// Nanoseconds since an arbitrary moment.
    long nanos() {
        return rateLimiter.in(Duration.ZERO);
    }

    /// Waits until the rate limit lets the next call leave; throws if the session is closed or has no time
    /// left. The wall clock is asked last, since the wait may be longer than planned: whatever is sent after
    /// the lease's end may be done twice.
    ///
    /// @return how long it waited
    Duration awaitSlot(String request) throws InterruptedException {
        refuseIfClosed();
        long start = nanos();
        for (int slot = 0; slot < slotsPerCall; slot++) {
            if (!rateLimiter.awaitSlot(fresh.getAndSet(false), deadline.nanos()) || deadline.isPast()) {
                throw new CrmException.OutOfTime(request);
            }
        }
        refuseIfClosed();
        return rateLimiter.since(start);
    }

    /// Delays all calls to this account by a pause.
    void pause(Duration length) {
        rateLimiter.pause(length);
    }

    /// Whether a wait that begins now leaves time for a call before the deadline.
    public boolean allows(Duration wait) {
        return rateLimiter.allows(wait, deadline.nanos());
    }

    /// Refreshes the account's token if it is due, see [TokenProvider#refreshIfDue].
    public void refreshTokenIfDue(TokenProvider tokens) {
        if (!isClosed()) {
            ScopedValue.where(CrmCall.CURRENT, new CrmCall(this, CallSubject.TOKEN))
                    .run(() -> tokens.refreshIfDue(account));
        }
    }

    /// Closes the session, since the account's circuit is open.
    void block(String reason) {
        closedBy.set(new CrmException.CircuitOpen(reason));
    }

    /// Records that the CRM has served a call.
    synchronized void served(CallSubject subject) {
        if (whole != null) {
            whole.served(subject);
            return;
        }
        changedTasks |= changesTasks(subject);
        if (!isClosedForAccount()) {
            availability = new AccountAvailability.Available();
        }
    }

    /// Records that a call failed.
    public synchronized void failed(CrmException failure, CallSubject subject) {
        if (whole != null) {
            if (failure instanceof CrmException.OutOfTime) {
                closedBy.compareAndSet(null, failure);
            } else {
                whole.failed(failure, subject);
            }
            return;
        }
        switch (failure) {
            case CrmException.Invalid _ -> served(CallSubject.QUERY);
            case CrmException.NotInPlan _, CrmException.Rejected _ -> served(CallSubject.QUERY);
            case CrmException.Forbidden _ when !changesTasks(subject) -> served(subject);
            case CrmException.Forbidden _, CrmException.NotFound _ -> noAnswer(failure); // perhaps from a proxy
            case CrmException.Unexpected _ -> {
                gotUnexpectedAnswer = true;
                noAnswer(failure);
            }
            case CrmException.Blocked blocked
            when changesTasks(subject) -> noAnswer(blocked); // perhaps a firewall refuses this call only
            case CrmException.AccountUnavailable _ -> close(failure);
            case CrmException.NotTaken _ -> {
                closedBy.compareAndSet(null, failure); // every other call would fail in the same way
                noAnswer(failure);
            }
            case CrmException.Lost _ -> noAnswer(failure);
        }
    }

    /// Closes the session after a failure that all other calls would have as well. Once the CRM does not serve the
    /// account, that remains the reason.
    public synchronized void close(CrmException failure) {
        if (availability instanceof AccountAvailability.Unavailable) {
            return;
        }
        closedBy.set(failure);
        var reason = String.valueOf(failure.getMessage());
        availability = failure instanceof CrmException.Unexpected
                ? new AccountAvailability.Refusing(reason)
                : new AccountAvailability.Unavailable(reason);
    }

    private static boolean changesTasks(CallSubject subject) {
        return subject == CallSubject.TASKS || subject == CallSubject.ONE_TASK;
    }

    private boolean isClosedForAccount() {
        return availability instanceof AccountAvailability.Unavailable
                || availability instanceof AccountAvailability.Refusing;
    }

    private void noAnswer(CrmException failure) {
        if (availability instanceof AccountAvailability.Unknown && !(failure instanceof CrmException.OutOfTime)) {
            availability = new AccountAvailability.NoAnswer();
        }
    }

    /// Throws the failure that closed the session, if it is closed.
    void refuseIfClosed() {
        var reason = closedBy.get();
        if (reason != null) {
            throw reason;
        }
        if (whole != null) {
            whole.refuseIfClosed();
        }
    }
}
