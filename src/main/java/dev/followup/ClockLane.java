package dev.followup;

import dev.followup.account.Accounts;
import dev.followup.lane.LaneUnavailableException;
import dev.followup.lane.Lanes;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import java.util.List;
import org.jboss.logging.Logger;

/// The lane of the clock, which is no account's: each of its ticks goes on into every account's lane.
record ClockLane(Accounts accounts, Lanes lanes) {

    private static final Logger LOG = Logger.getLogger(ClockLane.class);

    /// Why a message that begins like a tick is parked.
    static final String UNREADABLE = "it is no tick of the clock such as {\"tick\": \"2026-11-21T12:00:00Z\"}, or one"
            + " that is still to come";

    /// Hands ticks on. What is none is parked.
    ///
    /// @return what must come again: from the first that could not be handed on
    List<Message> handOn(List<Message> ticks) {
        for (int i = 0; i < ticks.size(); i++) {
            try {
                handOn(ticks.get(i));
            } catch (LaneUnavailableException e) {
                LOG.errorf(e, "%s: %d ticks come again", Tick.LANE, ticks.size() - i);
                return ticks.subList(i, ticks.size());
            }
        }
        return List.of();
    }

    private void handOn(Message message) {
        Tick.read(message)
                .ifPresentOrElse(
                        tick -> accounts.all().forEach(account -> lanes.tick(account.name(), tick.time())),
                        () -> lanes.park(message, UNREADABLE));
    }
}
