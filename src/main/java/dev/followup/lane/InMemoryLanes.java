package dev.followup.lane;

import org.jboss.logging.Logger;

/// Dead letters of a laptop: they are told, not kept.
public final class InMemoryLanes implements Lanes {

    private static final Logger LOG = Logger.getLogger(InMemoryLanes.class);

    @Override
    public void park(Message message, String reason) {
        LOG.warnf("message %s of lane %s dropped: %s", message.id(), message.lane(), reason);
    }
}
