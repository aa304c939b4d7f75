package dev.followup.worker.schedule;

import dev.followup.account.Accounts;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.inbox.Tick;
import java.util.List;
import org.jboss.logging.Logger;

/// The lane of the clock, which is no account's: each of its ticks goes on into every account's lane.
public record TickFanOut(Accounts accounts, Inbox inbox) {

    private static final Logger LOG = Logger.getLogger(TickFanOut.class);

    /// Why a message that begins like a tick is parked.
    public static final String UNREADABLE =
            "it is no tick of the clock such as {\"tick\": \"2026-11-21T12:00:00Z\"}, or one"
                    + " that is still to come";

    /// Hands ticks on. What is none is parked.
    ///
    /// @return what must come again: from the first that could not be handed on
    public List<InboxMessage> forward(List<InboxMessage> ticks) {
        for (int i = 0; i < ticks.size(); i++) {
            try {
                forward(ticks.get(i));
            } catch (InboxUnavailableException e) {
                LOG.errorf(e, "%s: %d ticks come again", Tick.GROUP, ticks.size() - i);
                return ticks.subList(i, ticks.size());
            }
        }
        return List.of();
    }

    private void forward(InboxMessage message) {
        Tick.read(message)
                .ifPresentOrElse(
                        tick -> accounts.all().forEach(account -> inbox.tick(account.name(), tick.time())),
                        () -> inbox.sendToDeadLetters(message, UNREADABLE));
    }
}
