package dev.followup.lane;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the queue hands over at once: at most ten messages, of one lane or several.
/// Source: AWS documentation, "Using Lambda with Amazon SQS", FIFO queues; read 2026-11-21.
///
/// @param messages each lane's in its order
public record LaneBatch(List<Message> messages) {

    public LaneBatch {
        messages = List.copyOf(messages);
    }

    /// The messages by lane, each lane's in its order.
    public Map<String, List<Message>> lanes() {
        return messages.stream()
                .collect(Collectors.groupingBy(Message::lane, LinkedHashMap::new, Collectors.toUnmodifiableList()));
    }
}
