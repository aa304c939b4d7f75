package dev.followup.crm;

import dev.followup.account.Account;
import dev.followup.account.Credentials;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What one invocation does with one account, all under one deadline and at the account's pace. An account that
/// turns out to serve us nothing gets no further call: every other fares as the one that has found it so.
public final class Visit {

    private final Account account;
    private final Pacer pacer;
    private final long deadline;
    private final Tally tally;
    private final AtomicBoolean fresh = new AtomicBoolean(true);
    private final AtomicReference<@Nullable CrmException> closed = new AtomicReference<>();
    private volatile Verdict verdict = new Verdict.Unasked();

    Visit(Account account, Pacer pacer, Duration time) {
        this(account, pacer, pacer.in(time), new Tally());
    }

    private Visit(Account account, Pacer pacer, long deadline, Tally tally) {
        this.account = account;
        this.pacer = pacer;
        this.deadline = deadline;
        this.tally = tally;
    }

    /// A visit beside this one, at the same pace and no longer than a while: it counts with this one, but what goes
    /// wrong there keeps nothing here from going on.
    public Visit aside(Duration longest) {
        return new Visit(account, pacer, pacer.allows(longest, deadline) ? pacer.in(longest) : deadline, tally);
    }

    public Account account() {
        return account;
    }

    /// What it comes to so far, in numbers.
    public Tally tally() {
        return tally;
    }

    /// Whether no call leaves any more, for whatever reason.
    public boolean isClosed() {
        return closed.get() != null;
    }

    /// What the calls have shown of the account.
    public Verdict verdict() {
        return verdict;
    }

    /// Waits until the next call may leave; throws where none may.
    void awaitTurn(String request) throws InterruptedException {
        refuseIfClosed();
        long asked = pacer.in(Duration.ZERO);
        boolean mayLeave = pacer.awaitTurn(fresh.getAndSet(false), deadline);
        tally.add(Measure.WAITED, pacer.since(asked).toMillis());
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

    /// Keeps the account's access, see [Credentials#keep].
    public void keep(Credentials credentials) {
        if (!isClosed()) {
            ScopedValue.where(Call.CURRENT, new Call(this)).run(() -> credentials.keep(account));
        }
    }

    /// No call leaves, since the account was found closed before.
    void bar(String reason) {
        closed.set(new CrmException.Barred(reason));
    }

    /// The CRM has served a call.
    synchronized void served() {
        if (!(verdict instanceof Verdict.Closed)) {
            verdict = new Verdict.Serves();
        }
    }

    /// What has become of a call instead of a success.
    synchronized void failed(CrmException trouble) {
        switch (trouble) {
            case CrmException.Invalid _, CrmException.Refusal _ -> served();
            case CrmException.Closed _ -> {
                closed.set(trouble);
                verdict = new Verdict.Closed(String.valueOf(trouble.getMessage()));
            }
            case CrmException.NotTaken _ -> {
                closed.compareAndSet(null, trouble); // every other call would fare the same
                silent(trouble);
            }
            case CrmException.Lost _ -> silent(trouble);
        }
    }

    private void silent(CrmException trouble) {
        if (verdict instanceof Verdict.Unasked && !(trouble instanceof CrmException.OutOfTime)) {
            verdict = new Verdict.Silent();
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
