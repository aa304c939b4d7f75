package dev.followup.inbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// What the queue hands over at once, of one lane or several.
///
/// @param messages each lane's in its order
public record MessageBatch(List<InboxMessage> messages) {

    /// Most messages of a FIFO queue that come at once.
    /// Source: AWS documentation, "Using Lambda with Amazon SQS", FIFO queues; read 2026-11-21.
    public static final int MOST = 10;

    public MessageBatch {
        messages = List.copyOf(messages);
    }

    /// The messages by lane.
    public List<MessageGroup> groups() {
        var groups = messages.stream()
                .collect(Collectors.groupingBy(InboxMessage::group, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> new MessageGroup(group.getKey(), group.getValue()))
                .toList();
    }

    /// One lane's share of a batch.
    ///
    /// @param name the name of its account
    /// @param messages in the lane's order, at least one
    public record MessageGroup(String name, List<InboxMessage> messages) {

        public MessageGroup {
            messages = List.copyOf(messages);
        }

        /// Whether no more could have come: then more are likely to wait.
        public boolean isFull() {
            return messages.size() == MOST;
        }
    }
}
