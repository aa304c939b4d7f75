package dev.followup.inbox;

import java.time.Instant;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/// Lanes of a laptop, which somebody else keeps. Dead letters are told, not kept.
public final class InMemoryInbox implements Inbox {

    private static final Logger LOG = Logger.getLogger(InMemoryInbox.class);

    private volatile BiConsumer<String, String> keeper = (group, _) -> LOG.debugf("%s: nobody keeps this lane", group);

    /// Names who keeps the lanes from now on.
    ///
    /// @param keeper takes the name of a lane and the body of a message
    public void keptBy(BiConsumer<String, String> keeper) {
        this.keeper = keeper;
    }

    @Override
    public void sendToDeadLetters(InboxMessage message, String reason) {
        LOG.warnf("message %s of lane %s dropped: %s", message.id(), message.group(), reason);
    }

    @Override
    public void tick(String account, Instant time) {
        keeper.accept(account, new Tick(time).body());
    }
}
