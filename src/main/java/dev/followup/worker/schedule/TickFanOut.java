package dev.followup.worker.schedule;

import dev.followup.account.Accounts;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.Tick;
import dev.followup.worker.intake.DecodedMessage;
import dev.followup.worker.intake.MessageDecoder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// The distribution of the scheduler's ticks: each is forwarded to every account's message group, so that all
/// calls to the CRM for an account are made while that group is processed.
@ApplicationScoped
public class TickFanOut {

    private static final Logger LOG = Logger.getLogger(TickFanOut.class);

    private final Accounts accounts;
    private final Inbox inbox;
    private final MessageDecoder decoder;

    public TickFanOut(Accounts accounts, Inbox inbox, MessageDecoder decoder) {
        this.accounts = accounts;
        this.inbox = inbox;
        this.decoder = decoder;
    }

    /// Forwards ticks. An account that a tick cannot be forwarded to gets the next one. Other messages are moved
    /// to the dead letters.
    ///
    /// @return the messages that must be delivered again: those that could not be moved
    public List<InboxMessage> forward(List<InboxMessage> ticks) {
        var again = new ArrayList<InboxMessage>();
        for (var message : ticks) {
            switch (decoder.decodeTick(message)) {
                case DecodedMessage.ClockTick(var _, var tick) -> forward(tick.time());
                case DecodedMessage.Unreadable(var unreadable, var reason) -> {
                    if (!isMoved(unreadable, reason)) {
                        again.add(unreadable);
                    }
                }
                case DecodedMessage.WebhookEvents _, DecodedMessage.PersonRequest _ ->
                    throw new IllegalArgumentException("found " + message + ", expected a tick");
            }
        }
        return again;
    }

    private void forward(Instant time) {
        for (var account : accounts.all()) {
            try {
                inbox.tick(account.name(), time);
            } catch (InboxUnavailableException e) {
                LOG.errorf(
                        e,
                        "%s: the tick of %s was not forwarded to this account, which gets the next one",
                        account.name(),
                        time);
            }
        }
    }

    private boolean isMoved(InboxMessage unreadable, String reason) {
        try {
            inbox.sendToDeadLetters(unreadable, reason);
            return true;
        } catch (InboxUnavailableException e) {
            LOG.errorf(
                    e,
                    "%s: an unreadable tick could not be moved to the dead letters. The inbox delivers it again",
                    Tick.GROUP);
            return false;
        }
    }
}
