package dev.followup.worker.planning;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.worker.intake.ReceivedEvent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event that is to be planned, and how it came.
///
/// @param storedAt when the inbox stored its message
/// @param receipt the message of this batch with which it came; `null` if it came before
public record PlannableEvent(
        CrmEvent event, Instant storedAt, @Nullable ReceivedEvent receipt) {

    /// How long the CRM may need until it shows an entity that a webhook names. One client reports a second.
    private static final Duration FRESH = Duration.ofMinutes(1);

    /// How far the clocks of CRM, inbox and worker may be apart.
    private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(2);

    static PlannableEvent of(ReceivedEvent received) {
        return new PlannableEvent(received.event(), received.message().sentAt(), received);
    }

    static PlannableEvent of(DeferredEvent deferred) {
        return new PlannableEvent(deferred.event(), deferred.storedAt(), null);
    }

    /// An event that is planned again long after it happened.
    public static PlannableEvent ofThePast(CrmEvent event) {
        return new PlannableEvent(event, event.time(), null);
    }

    /// An event to be asked again now that its time has come. It is as if it came last of all: facts that the
    /// CRM does not deliver are waited for as long as it takes, and what the CRM does not have is gone. But what is
    /// asked at once may not be shown yet, as after any webhook.
    ///
    /// @param storedAt when the inbox stored its message
    public static PlannableEvent ofWait(CrmEvent event, Instant storedAt, Instant now) {
        var justHeard = new PlannableEvent(event, storedAt, null);
        return justHeard.isFresh(now) ? justHeard : new PlannableEvent(event, Instant.MAX, null);
    }

    String key() {
        return event.key();
    }

    PlannableEvent with(CrmEvent changed) {
        return new PlannableEvent(changed, storedAt, receipt);
    }

    DeferredEvent deferred() {
        return new DeferredEvent(event, storedAt);
    }

    boolean isRecovered() {
        return receipt != null && receipt.isRecovered();
    }

    /// Whether the event is so new that the CRM may not show its entities yet.
    public boolean isFresh(Instant now) {
        return !event.kind().isScheduled()
                && storedAt.isAfter(now.minus(FRESH))
                && storedAt.isBefore(now.plus(MAX_CLOCK_SKEW))
                && event.time().isAfter(now.minus(FRESH).minus(MAX_CLOCK_SKEW));
    }
}
