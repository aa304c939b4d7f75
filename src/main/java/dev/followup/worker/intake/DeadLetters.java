package dev.followup.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.MessageSource;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.intake.DecodedMessage.Unreadable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The dead letters. Messages that cannot be read and events that cannot be planned are moved there, so that
/// they do not block their account.
@ApplicationScoped
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Inbox inbox;
    private final Metrics metrics;

    public DeadLetters(Inbox inbox, Metrics metrics) {
        this.inbox = inbox;
        this.metrics = metrics;
    }

    /// Moves the unreadable messages of a batch to the dead letters.
    ///
    /// @return the batch up to the first message that could not be moved: that one and all after it must
    /// be delivered again
    public DecodedBatch moveUnreadable(Account account, DecodedBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.decoded().get(i) instanceof Unreadable(var message, var reason)) {
                try {
                    add(account, message, reason);
                } catch (InboxUnavailableException e) {
                    LOG.errorf(
                            e,
                            "%s: an unreadable message could not be moved to the dead letters. The inbox delivers it"
                                    + " and the %d messages after it again",
                            account.name(),
                            batch.size() - i - 1);
                    return batch.first(i);
                }
            }
        }
        return batch;
    }

    /// Moves an event that cannot be planned to the dead letters: the message with which it was received, or
    /// the event itself as text.
    ///
    /// @param message `null` if the event was deferred, since its message does not exist any more
    /// @throws InboxUnavailableException if it could not be moved
    public void add(Account account, CrmEvent event, @Nullable InboxMessage message, String reason) {
        add(account, message == null ? asMessage(event) : message, reason);
    }

    private void add(Account account, InboxMessage message, String reason) {
        inbox.sendToDeadLetters(message, reason);
        metrics.add(account.name(), Metric.DEAD_LETTERED, 1);
    }

    private static InboxMessage asMessage(CrmEvent event) {
        var id = UUID.nameUUIDFromBytes(event.key().getBytes(UTF_8)).toString();
        var source = event.kind().isScheduled() ? MessageSource.CLOCK : MessageSource.WEBHOOK;
        return new InboxMessage(id, event.account(), event.toString(), event.time()).from(source);
    }
}
