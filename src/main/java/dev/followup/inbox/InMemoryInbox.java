package dev.followup.inbox;

import dev.followup.text.LogText;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/// The inbox of a laptop, which passes messages to a receiver. Dead letters are logged, not stored.
public final class InMemoryInbox implements Inbox {

    private static final Logger LOG = Logger.getLogger(InMemoryInbox.class);

    private volatile BiConsumer<String, String> receiver =
            (group, _) -> LOG.debugf("%s: a message is dropped, since no receiver is connected", group);

    /// Connects the receiver of all messages from now on.
    ///
    /// @param receiver takes the name of a message group and the body of a message
    public void connect(BiConsumer<String, String> receiver) {
        this.receiver = receiver;
    }

    @Override
    public void sendToDeadLetters(InboxMessage message, String reason) {
        LOG.warnf(
                "%s: message %s cannot be processed and is dropped: %s",
                LogText.of(message.group()), message.id(), reason);
    }

    @Override
    public void tick(String account, Instant time) {
        receiver.accept(account, new Tick(time).body());
    }

    @Override
    public void request(String account, AccountRequest request) {
        receiver.accept(account, request.body());
    }

    /// Does nothing: the local event source has a short pause of its own.
    @Override
    public void deliverAgainSoon(List<InboxMessage> messages) {}
}
