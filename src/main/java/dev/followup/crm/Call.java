package dev.followup.crm;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /// Makes the call, and sees to it that only `CrmException` comes of it.
    <T extends @Nullable Object> T ask(Supplier<T> request) {
        try {
            return ScopedValue.where(CURRENT, this).<T, InterruptedException>call(() -> answered(request));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CrmException.of(e, this);
        } catch (RuntimeException e) {
            var trouble = CrmException.of(e, this);
            if (trouble instanceof CrmException.Closed || trouble instanceof CrmException.NotTaken) {
                visit.close(trouble); // every other call would fare the same
            }
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
