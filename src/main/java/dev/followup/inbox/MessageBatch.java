package dev.followup.inbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// The messages that the queue delivers at once, of one message group or several.
///
/// @param messages those of each group in the group's order
public record MessageBatch(List<InboxMessage> messages) {

    /// The most messages of a FIFO queue in one batch.
    /// Source: AWS documentation, "Using Lambda with Amazon SQS", FIFO queues; read 2026-11-21.
    public static final int MOST = 10;

    /// From this delivery on the messages of a group are processed one by one: it has failed twice as a whole.
    private static final int ALONE_FROM = 3;

    public MessageBatch {
        messages = List.copyOf(messages);
    }

    /// The messages by message group.
    public List<MessageGroup> groups() {
        var groups = messages.stream()
                .collect(Collectors.groupingBy(InboxMessage::group, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> new MessageGroup(group.getKey(), group.getValue()))
                .toList();
    }

    /// The messages of one message group in a batch.
    ///
    /// @param name the name of its account
    /// @param messages in the group's order, at least one
    public record MessageGroup(String name, List<InboxMessage> messages) {

        public MessageGroup {
            messages = List.copyOf(messages);
        }

        /// Whether this is one message that is processed alone, since its group has failed before.
        public boolean isAlone() {
            return messages.size() == 1 && messages.getFirst().receiveCount() >= ALONE_FROM;
        }

        /// The portions in which the messages are processed: all at once, or, if that has failed before, one by
        /// one, so that a message that cannot be processed does not hold up those before it.
        public List<MessageGroup> portions() {
            return messages.stream().anyMatch(message -> message.receiveCount() >= ALONE_FROM)
                    ? messages.stream()
                            .map(message -> new MessageGroup(name, List.of(message)))
                            .toList()
                    : List.of(this);
        }

        /// This message and all after it.
        public List<InboxMessage> from(InboxMessage message) {
            return messages.subList(messages.indexOf(message), messages.size());
        }
    }
}
