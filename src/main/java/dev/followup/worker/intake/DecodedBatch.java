package dev.followup.worker.intake;

import dev.followup.inbox.InboxMessage;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.DecodedMessage.WebhookEvents;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The decoded messages of one account that were delivered together.
///
/// @param decoded in the inbox's order
/// @param isFull whether the batch has the maximum size: then more messages are likely to wait
public record DecodedBatch(List<DecodedMessage> decoded, boolean isFull) {

    public DecodedBatch {
        decoded = List.copyOf(decoded);
    }

    /// The same batch with its first messages only.
    DecodedBatch first(int count) {
        return new DecodedBatch(decoded.subList(0, count), isFull);
    }

    /// The number of messages.
    public int size() {
        return decoded.size();
    }

    /// The messages as they were received.
    public List<InboxMessage> messages() {
        return decoded.stream().map(DecodedMessage::message).toList();
    }

    /// The messages after those of a batch that is the beginning of this one.
    public List<InboxMessage> messagesAfter(DecodedBatch beginning) {
        return messages().subList(beginning.size(), size());
    }

    /// The events that webhooks reported.
    public List<ReceivedEvent> events() {
        return decoded.stream()
                .flatMap(message -> message instanceof WebhookEvents webhook
                        ? webhook.events().stream().map(event -> new ReceivedEvent(event, webhook.message()))
                        : Stream.empty())
                .toList();
    }

    /// The last tick. It covers the ticks before it.
    public Optional<ClockTick> lastTick() {
        return ticks().reduce((_, last) -> last);
    }

    /// Whether the next invocation is likely to begin immediately. A batch with a tick is not followed by more,
    /// since ticks are processed when there is little else.
    public boolean isFollowedByAnother() {
        return isFull && ticks().findAny().isEmpty();
    }

    private Stream<ClockTick> ticks() {
        return decoded.stream()
                .flatMap(message -> message instanceof ClockTick tick ? Stream.of(tick) : Stream.empty());
    }
}
