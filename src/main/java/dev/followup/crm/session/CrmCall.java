package dev.followup.crm.session;

import dev.followup.account.token.Token;
import dev.followup.account.token.TokenProvider;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One call to the CRM, perhaps in several attempts. The calling thread carries it as a scoped value, so that
/// filters, retries and back-off know which call they serve.
public final class CrmCall {

    public static final ScopedValue<CrmCall> CURRENT = ScopedValue.newInstance();

    private final CrmSession session;
    private final CallSubject subject;
    private volatile String request = "a request";
    private volatile Instant sentAt = Instant.EPOCH;
    private volatile int status;
    private volatile @Nullable Token token;
    private volatile CrmException.@Nullable Unauthorized refusal;
    private volatile boolean mayHaveAnotherToken;

    public CrmCall(CrmSession session, CallSubject subject) {
        this.session = session;
        this.subject = subject;
    }

    CallSubject subject() {
        return subject;
    }

    public CrmSession session() {
        return session;
    }

    /// Makes the call. Every failure of it becomes a `CrmException`.
    public <T extends @Nullable Object> T call(Supplier<T> request) {
        session.refuseIfClosed();
        try {
            T answer = ScopedValue.where(CURRENT, this).<T, InterruptedException>call(() -> perform(request));
            session.served(subject);
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CrmException.of(e, this);
        } catch (RuntimeException e) {
            var failure = CrmException.of(e, this);
            session.failed(failure, subject);
            throw failure;
        }
    }

    /// Declares the exception that fault tolerance throws although no method declares it.
    @SuppressWarnings("RedundantThrows")
    private static <T extends @Nullable Object> T perform(Supplier<T> request) throws InterruptedException {
        return request.get();
    }

    /// Records that an attempt is sent now.
    void markSent(String request, Instant now) {
        this.request = request;
        this.sentAt = now;
    }

    /// Records the status of an answer.
    void markAnswered(int code) {
        this.status = code;
    }

    /// The status of the last answer; 0 if there was none.
    public int status() {
        return status;
    }

    /// Method and path, such as `POST /api/v4/tasks`.
    public String request() {
        return request;
    }

    /// Whether any attempt was sent.
    public boolean isSent() {
        return sentAt.isAfter(Instant.EPOCH);
    }

    /// When the last attempt was sent; the epoch if none was.
    public Instant sentAt() {
        return sentAt;
    }

    /// The token for the next attempt: another one, if the CRM has refused the first.
    ///
    /// @throws CrmException.Unauthorized the CRM's refusal, if there is no other token
    Token token(TokenProvider tokens) {
        var first = token;
        var why = refusal;
        if (first == null || why == null) {
            first = tokens.token(session.account());
            token = first;
            return first;
        }
        mayHaveAnotherToken = false;
        var other = tokens.insteadOf(first, session.account());
        if (other.equals(first)) {
            throw why;
        }
        return other;
    }

    /// Records that the CRM refused the token.
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
