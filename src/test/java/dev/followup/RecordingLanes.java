package dev.followup;

import dev.followup.lane.LaneUnavailableException;
import dev.followup.lane.Lanes;
import dev.followup.lane.Message;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Lanes that remember what they were given, and may be closed.
final class RecordingLanes implements Lanes {

    final Map<String, String> parked = new ConcurrentHashMap<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final List<String> ticks = new CopyOnWriteArrayList<>();
    boolean open = true;

    @Override
    public void park(Message message, String reason) {
        if (!open) {
            throw new LaneUnavailableException("closed", new IllegalStateException());
        }
        parked.put(message.id(), reason);
        bodies.add(message.body());
    }

    @Override
    public void tick(String account, Instant time) {
        if (!open) {
            throw new LaneUnavailableException("closed", new IllegalStateException());
        }
        ticks.add(account + " " + time);
    }
}
