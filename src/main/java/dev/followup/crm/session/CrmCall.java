package dev.followup.crm.session;

import dev.followup.account.token.Token;
import dev.followup.account.token.TokenProvider;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One call to the CRM, perhaps in several attempts. The thread that makes it carries it, so that filters,
/// retries and back-off know what they work for.
public final class CrmCall {

    public static final ScopedValue<CrmCall> CURRENT = ScopedValue.newInstance();

    private final CrmSession session;
    private final boolean dispensable;
    private volatile String request = "a request";
    private volatile Instant sentAt = Instant.EPOCH;
    private volatile @Nullable Token token;
    private volatile CrmException.@Nullable Unauthorized refusal;
    private volatile boolean mayHaveAnotherToken;

    public CrmCall(CrmSession session) {
        this(session, false);
    }

    private CrmCall(CrmSession session, boolean dispensable) {
        this.session = session;
        this.dispensable = dispensable;
    }

    /// One for something that not every plan has.
    public static CrmCall dispensable(CrmSession session) {
        return new CrmCall(session, true);
    }

    /// Whether the account can do without: that it has not paid for this says nothing of the rest.
    boolean isDispensable() {
        return dispensable;
    }

    public CrmSession session() {
        return session;
    }

    /// Makes the call, and sees to it that only `CrmException` comes of it.
    public <T extends @Nullable Object> T call(Supplier<T> request) {
        session.refuseIfClosed();
        try {
            T answer = ScopedValue.where(CURRENT, this).<T, InterruptedException>call(() -> answered(request));
            session.served();
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CrmException.of(e, this);
        } catch (RuntimeException e) {
            var trouble = CrmException.of(e, this);
            session.failed(trouble);
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
        this.request = request;
        this.sentAt = now;
    }

    /// Method and path, such as `POST /api/v4/tasks`.
    public String request() {
        return request;
    }

    /// Whether any attempt has left.
    public boolean hasLeft() {
        return sentAt.isAfter(Instant.EPOCH);
    }

    /// When the last attempt left; the epoch if none did.
    public Instant sentAt() {
        return sentAt;
    }

    /// The token for the next attempt: another one, if the CRM has refused one.
    ///
    /// @throws CrmException.Unauthorized that refusal, if there is no other
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
