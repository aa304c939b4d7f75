package dev.followup.crm;

import dev.followup.account.Account;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What one invocation does with one account, all under one deadline and at the account's pace. An account that turns
/// out to serve us nothing gets no further call.
final class Visit {

    private final Account account;
    private final Pacer pacer;
    private final long deadline;
    private final AtomicBoolean fresh = new AtomicBoolean(true);
    private final AtomicReference<@Nullable CrmException> closed = new AtomicReference<>();

    Visit(Account account, Pacer pacer, Duration time) {
        this.account = account;
        this.pacer = pacer;
        this.deadline = pacer.in(time);
    }

    Account account() {
        return account;
    }

    /// Waits until the next call may leave; throws where none may.
    void awaitTurn(String request) throws InterruptedException {
        refuseIfClosed();
        if (!pacer.awaitTurn(fresh.getAndSet(false), deadline)) {
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

    /// The account gets no further call.
    void close(CrmException reason) {
        closed.set(reason);
    }

    private void refuseIfClosed() {
        var reason = closed.get();
        if (reason != null) {
            throw reason;
        }
    }
}
