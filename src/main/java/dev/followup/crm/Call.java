package dev.followup.crm;

import dev.followup.account.Credentials;
import dev.followup.account.Token;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One call to the CRM, perhaps in several attempts. The thread that makes it carries it, so that filters,
/// retries and back-off know what they work for.
final class Call {

    static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    private final Visit visit;
    private final boolean dispensable;
    private volatile String request = "a request";
    private volatile Instant sentAt = Instant.EPOCH;
    private volatile @Nullable Token token;
    private volatile CrmException.@Nullable Unauthorized refusal;
    private volatile boolean mayHaveAnotherToken;

    Call(Visit visit) {
        this(visit, false);
    }

    private Call(Visit visit, boolean dispensable) {
        this.visit = visit;
        this.dispensable = dispensable;
    }

    /// One for something that not every plan has.
    static Call dispensable(Visit visit) {
        return new Call(visit, true);
    }

    /// Whether the account can do without: that it has not paid for this says nothing of the rest.
    boolean isDispensable() {
        return dispensable;
    }

    Visit visit() {
        return visit;
    }

    /// Makes the call, and sees to it that only `CrmException` comes of it.
    <T extends @Nullable Object> T ask(Supplier<T> request) {
        visit.refuseIfClosed();
        try {
            T answer = ScopedValue.where(CURRENT, this).<T, InterruptedException>call(() -> answered(request));
            visit.served();
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CrmException.of(e, this);
        } catch (RuntimeException e) {
            var trouble = CrmException.of(e, this);
            visit.failed(trouble);
            throw trouble;
        }
    }

    /// Fault tolerance throws it although no method declares it.
    @SuppressWarnings("RedundantThrows")
    private static <T extends @Nullable Object> T answered(Supplier<T> request) throws InterruptedException {
        return request.get();
    }

    /// Notes that an attempt leaves now.
    void leaves(String request, Instant now) {
        visit.tally().add(Measure.REQUESTS, 1);
        if (hasLeft()) {
            visit.tally().add(Measure.RETRIES, 1);
        }
        this.request = request;
        this.sentAt = now;
    }

    /// Method and path, such as `POST /api/v4/tasks`.
    String request() {
        return request;
    }

    /// Whether any attempt has left.
    boolean hasLeft() {
        return sentAt.isAfter(Instant.EPOCH);
    }

    /// When the last attempt left; the epoch if none did.
    Instant sentAt() {
        return sentAt;
    }

    /// The token for the next attempt: another one, if the CRM has refused one.
    ///
    /// @throws CrmException.Unauthorized that refusal, if there is no other
    Token token(Credentials credentials) {
        var first = token;
        var why = refusal;
        if (first == null || why == null) {
            first = credentials.token(visit.account());
            token = first;
            return first;
        }
        mayHaveAnotherToken = false;
        var other = credentials.insteadOf(first, visit.account());
        if (other.equals(first)) {
            throw why;
        }
        return other;
    }

    /// Notes that the CRM refused the token.
    CrmException.Unauthorized refused(String answer) {
        var why = new CrmException.Unauthorized(answer);
        mayHaveAnotherToken = token != null && refusal == null;
        refusal = why;
        return why;
    }

    /// Whether the CRM has just refused a token for the first time.
    boolean mayHaveAnotherToken() {
        return mayHaveAnotherToken;
    }
}
