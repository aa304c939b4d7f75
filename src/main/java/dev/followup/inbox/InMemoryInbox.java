package dev.followup.inbox;

import dev.followup.text.LogText;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;

/// The inbox of a laptop, which passes messages to a receiver. The last dead letters are kept in memory.
public final class InMemoryInbox implements Inbox, DeadLetterQueue {

    private static final Logger LOG = Logger.getLogger(InMemoryInbox.class);

    private static final int MOST_DEAD_LETTERS = 100;

    private final Deque<DeadLetter> deadLetters = new ArrayDeque<>();

    private volatile Receiver receiver =
            (group, _, _) -> LOG.debugf("%s: a message is dropped, since no receiver is connected", group);

    /// Connects the receiver of all messages from now on.
    ///
    /// @param receiver takes them
    public void connect(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void sendToDeadLetters(InboxMessage message, String reason) {
        LOG.warnf(
                "%s: message %s cannot be processed and is kept in memory: %s",
                LogText.of(message.group()), message.id(), reason);
        synchronized (deadLetters) {
            if (deadLetters.size() == MOST_DEAD_LETTERS) {
                deadLetters.removeFirst();
            }
            deadLetters.addLast(new DeadLetter(
                    message.id(), message.group(), message.source(), reason, message.body(), message.sentAt()));
        }
    }

    @Override
    public List<DeadLetter> list() {
        synchronized (deadLetters) {
            return List.copyOf(deadLetters);
        }
    }

    @Override
    public List<DeadLetter> sendAgain() {
        var sent = list().stream().filter(DeadLetter::canBeSentAgain).toList();
        synchronized (deadLetters) {
            deadLetters.removeAll(sent);
        }
        sent.forEach(letter -> receiver.accept(letter.account(), letter.source(), letter.body()));
        return sent;
    }

    @Override
    public void tick(String account, Instant time) {
        receiver.accept(account, MessageSource.CLOCK, new Tick(time).body());
    }

    @Override
    public void request(String account, AccountRequest request) {
        receiver.accept(account, MessageSource.PERSON, request.body());
    }

    /// Does nothing: the local event source has a short pause of its own.
    @Override
    public void deliverAgainSoon(List<InboxMessage> messages) {}

    /// A receiver of messages.
    @FunctionalInterface
    public interface Receiver {

        /// Takes the body of a message.
        ///
        /// @param group its message group
        void accept(String group, MessageSource source, String body);
    }
}
