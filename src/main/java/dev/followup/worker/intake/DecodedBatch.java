package dev.followup.worker.intake;

import dev.followup.event.CrmEvent;
import dev.followup.inbox.InboxMessage;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.DecodedMessage.WebhookEvents;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The messages of one account that were handed over together, decoded.
///
/// @param decoded in the inbox's order
/// @param isFull whether no more messages could have been handed over: then more are likely to wait
public record DecodedBatch(List<DecodedMessage> decoded, boolean isFull) {

    public DecodedBatch {
        decoded = List.copyOf(decoded);
    }

    /// The first messages only.
    DecodedBatch first(int count) {
        return new DecodedBatch(decoded.subList(0, count), isFull);
    }

    /// How many messages there are.
    public int size() {
        return decoded.size();
    }

    /// The messages as the inbox has them.
    public List<InboxMessage> messages() {
        return decoded.stream().map(DecodedMessage::message).toList();
    }

    /// The messages that come after those of a batch which is this one's beginning.
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

    /// The keys of these events.
    public Set<String> eventKeys() {
        return events().stream().map(ReceivedEvent::event).map(CrmEvent::key).collect(Collectors.toUnmodifiableSet());
    }

    /// The last tick. It does what those before it would have done.
    public Optional<ClockTick> lastTick() {
        return ticks().reduce((_, last) -> last);
    }

    /// Whether the next invocation is likely to begin at once. Ticks come when little else does.
    public boolean isFollowedByMore() {
        return isFull && ticks().findAny().isEmpty();
    }

    private Stream<ClockTick> ticks() {
        return decoded.stream()
                .flatMap(message -> message instanceof ClockTick tick ? Stream.of(tick) : Stream.empty());
    }
}
