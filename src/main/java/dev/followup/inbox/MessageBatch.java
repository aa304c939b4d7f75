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

        /// Whether the batch has room for no more messages: then more are likely to wait.
        public boolean isFull() {
            return messages.size() == MOST;
        }
    }
}
