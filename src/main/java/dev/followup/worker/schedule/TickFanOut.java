package dev.followup.worker.schedule;

import dev.followup.account.Accounts;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.Tick;
import dev.followup.worker.intake.DecodedMessage;
import dev.followup.worker.intake.MessageDecoder;
import jakarta.enterprise.context.ApplicationScoped;
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

    /// Forwards ticks. Other messages are moved to the dead letters.
    ///
    /// @return the messages that must be delivered again: from the first that could not be forwarded
    public List<InboxMessage> forward(List<InboxMessage> ticks) {
        for (int i = 0; i < ticks.size(); i++) {
            try {
                forward(decoder.decodeTick(ticks.get(i)));
            } catch (InboxUnavailableException e) {
                LOG.errorf(
                        e,
                        "%s: %d ticks were not forwarded to all accounts. The inbox delivers them again",
                        Tick.GROUP,
                        ticks.size() - i);
                return ticks.subList(i, ticks.size());
            }
        }
        return List.of();
    }

    private void forward(DecodedMessage message) {
        switch (message) {
            case DecodedMessage.ClockTick(var _, var tick) ->
                accounts.all().forEach(account -> inbox.tick(account.name(), tick.time()));
            case DecodedMessage.Unreadable(var unreadable, var reason) -> inbox.sendToDeadLetters(unreadable, reason);
            case DecodedMessage.WebhookEvents webhook ->
                throw new IllegalArgumentException("found " + webhook + ", expected a tick");
        }
    }
}
