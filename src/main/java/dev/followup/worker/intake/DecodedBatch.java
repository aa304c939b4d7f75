package dev.followup.worker.intake;

import dev.followup.inbox.InboxMessage;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.DecodedMessage.PersonRequest;
import dev.followup.worker.intake.DecodedMessage.WebhookEvents;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The decoded messages of one account that were delivered together.
///
/// @param decoded in the inbox's order
public record DecodedBatch(List<DecodedMessage> decoded) {

    public DecodedBatch {
        decoded = List.copyOf(decoded);
    }

    /// The same batch with its first messages only.
    DecodedBatch first(int count) {
        return new DecodedBatch(decoded.subList(0, count));
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

    /// What people ask.
    public List<PersonRequest> requests() {
        return decoded.stream()
                .flatMap(message -> message instanceof PersonRequest request ? Stream.of(request) : Stream.empty())
                .toList();
    }

    /// When the inbox stored the last webhook; empty if there is none.
    public Optional<Instant> lastWebhook() {
        return decoded.stream()
                .filter(WebhookEvents.class::isInstance)
                .map(webhook -> webhook.message().sentAt())
                .reduce((_, last) -> last);
    }

    /// The last tick. It covers the ticks before it.
    public Optional<ClockTick> lastTick() {
        return decoded.stream()
                .flatMap(message -> message instanceof ClockTick tick ? Stream.of(tick) : Stream.empty())
                .reduce((_, last) -> last);
    }
}
