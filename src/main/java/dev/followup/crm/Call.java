package dev.followup.crm;

import java.time.Instant;

/// One call to the CRM, perhaps in several attempts. The thread that makes it carries it, so that filters, retries and
/// back-off know what they work for.
final class Call {

    static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    private final Visit visit;
    private volatile String request = "a request";
    private volatile Instant sentAt = Instant.EPOCH;

    Call(Visit visit) {
        this.visit = visit;
    }

    Visit visit() {
        return visit;
    }

    /// Notes that an attempt leaves now.
    void leaves(String request, Instant now) {
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
}
