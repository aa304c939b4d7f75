package dev.followup.inbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// An inbox that records what was sent, and may be unavailable.
public final class RecordingInbox implements Inbox {

    public final Map<String, String> deadLetters = new ConcurrentHashMap<>();
    public final List<String> bodies = new CopyOnWriteArrayList<>();
    public final List<String> requests = new CopyOnWriteArrayList<>();
    public final List<String> ticks = new CopyOnWriteArrayList<>();
    public final List<List<InboxMessage>> again = new CopyOnWriteArrayList<>();
    public final List<String> closedTo = new CopyOnWriteArrayList<>();
    public boolean open = true;

    @Override
    public void sendToDeadLetters(InboxMessage message, String reason) {
        if (!open) {
            throw new InboxUnavailableException("closed", new IllegalStateException());
        }
        deadLetters.put(message.id(), reason);
        bodies.add(message.body());
    }

    @Override
    public void tick(String account, Instant time) {
        if (!open || closedTo.contains(account)) {
            throw new InboxUnavailableException("closed", new IllegalStateException());
        }
        ticks.add(account + " " + time);
    }

    @Override
    public void request(String account, AccountRequest request) {
        if (!open) {
            throw new InboxUnavailableException("closed", new IllegalStateException());
        }
        requests.add(account + " " + request.body());
    }

    @Override
    public void deliverAgainSoon(List<InboxMessage> messages) {
        again.add(List.copyOf(messages));
    }
}
