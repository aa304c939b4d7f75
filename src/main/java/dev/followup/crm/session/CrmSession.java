package dev.followup.crm.session;

import dev.followup.account.Account;
import dev.followup.account.token.TokenProvider;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The calls of one invocation to one account, under one deadline and the account's rate limit. Once the CRM
/// turns out to serve the account nothing, no further call is made: each fails as the one that found out.
public final class CrmSession {

    private final Account account;
    private final RateLimiter rateLimiter;
    private final long deadline;
    private final AtomicBoolean fresh = new AtomicBoolean(true);
    private final AtomicReference<@Nullable CrmException> closed = new AtomicReference<>();
    private volatile AccountAvailability availability = new AccountAvailability.Unasked();

    CrmSession(Account account, RateLimiter rateLimiter, Duration time) {
        this(account, rateLimiter, rateLimiter.in(time));
    }

    private CrmSession(Account account, RateLimiter rateLimiter, long deadline) {
        this.account = account;
        this.rateLimiter = rateLimiter;
        this.deadline = deadline;
    }

    /// A session beside this one, under the same rate limit and for a limited time. A failure there does not end this
    /// session.
    public CrmSession child(Duration longest) {
        return new CrmSession(
                account, rateLimiter, rateLimiter.allows(longest, deadline) ? rateLimiter.in(longest) : deadline);
    }

    public Account account() {
        return account;
    }

    /// Where the account is served.
    public URI host() {
        return account.host();
    }

    /// Whether no call leaves any more, for whatever reason.
    public boolean isClosed() {
        return closed.get() != null;
    }

    /// What the calls have shown of the account.
    public AccountAvailability availability() {
        return availability;
    }

    /// Waits until the next call may leave; throws where none may.
    ///
    /// @return how long it waited
    Duration awaitSlot(String request) throws InterruptedException {
        refuseIfClosed();
        long asked = rateLimiter.in(Duration.ZERO);
        if (!rateLimiter.awaitSlot(fresh.getAndSet(false), deadline)) {
            throw new CrmException.OutOfTime(request);
        }
        refuseIfClosed();
        return rateLimiter.since(asked);
    }

    /// No call to this account leaves before the time is over.
    void pause(Duration length) {
        rateLimiter.pause(length);
    }

    /// Whether a wait from now leaves time for a call.
    boolean allows(Duration wait) {
        return rateLimiter.allows(wait, deadline);
    }

    /// Refreshes the account's token if it is due, see [TokenProvider#refreshIfDue].
    public void refreshTokenIfDue(TokenProvider tokens) {
        if (!isClosed()) {
            ScopedValue.where(CrmCall.CURRENT, new CrmCall(this)).run(() -> tokens.refreshIfDue(account));
        }
    }

    /// No call leaves, since the account's circuit is open.
    void block(String reason) {
        closed.set(new CrmException.CircuitOpen(reason));
    }

    /// The CRM has served a call.
    synchronized void served() {
        if (!(availability instanceof AccountAvailability.Closed)) {
            availability = new AccountAvailability.Serves();
        }
    }

    /// What has become of a call instead of a success.
    public synchronized void failed(CrmException trouble) {
        switch (trouble) {
            case CrmException.Invalid _, CrmException.Refusal _ -> served();
            case CrmException.Closed _ -> {
                closed.set(trouble);
                availability = new AccountAvailability.Closed(String.valueOf(trouble.getMessage()));
            }
            case CrmException.NotTaken _ -> {
                closed.compareAndSet(null, trouble); // every other call would fare the same
                silent(trouble);
            }
            case CrmException.Lost _ -> silent(trouble);
        }
    }

    private void silent(CrmException trouble) {
        if (availability instanceof AccountAvailability.Unasked && !(trouble instanceof CrmException.OutOfTime)) {
            availability = new AccountAvailability.Silent();
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
