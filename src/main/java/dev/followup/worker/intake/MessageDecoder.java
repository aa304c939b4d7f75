package dev.followup.worker.intake;

import dev.followup.account.Account;
import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.Tick;
import dev.followup.telemetry.LineLimit;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.DecodedMessage.PersonRequest;
import dev.followup.worker.intake.DecodedMessage.Unreadable;
import dev.followup.worker.intake.DecodedMessage.WebhookEvents;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/// The decoding of messages: webhooks into events, ticks, and requests of people. Which of them a message is,
/// its source says, and never its body. It has no side effects but log lines.
@ApplicationScoped
public class MessageDecoder {

    private static final Logger LOG = Logger.getLogger(MessageDecoder.class);

    private static final String NOT_A_TICK =
            "found no tick of the clock or a future one, expected a tick such as {\"tick\": \"2026-11-21T12:00:00Z\"}";

    private static final String NOT_A_REQUEST =
            "found no request, expected one such as {\"followup\": \"forget\", \"subject\": \"leads/501\"}";

    private static final String POSTED =
            "found a tick or a request that was posted as a webhook, which is not obeyed, expected a webhook";

    private final WebhookReader webhooks;

    public MessageDecoder(WebhookReader webhooks) {
        this.webhooks = webhooks;
    }

    /// Decodes the messages of an account.
    public DecodedBatch decode(Account account, MessageGroup group) {
        var decoded = group.messages().stream()
                .map(message -> decode(account, message))
                .toList();
        return new DecodedBatch(decoded);
    }

    /// Decodes a message that must be a tick.
    public DecodedMessage decodeTick(InboxMessage message) {
        return Tick.read(message)
                .<DecodedMessage>map(tick -> new ClockTick(message, tick))
                .orElseGet(() -> new Unreadable(message, NOT_A_TICK));
    }

    private DecodedMessage decode(Account account, InboxMessage message) {
        return switch (message.source()) {
            case CLOCK -> decodeTick(message);
            case PERSON ->
                AccountRequest.read(message.body())
                        .<DecodedMessage>map(request -> new PersonRequest(message, request))
                        .orElseGet(() -> new Unreadable(message, NOT_A_REQUEST));
            case WEBHOOK -> decodeAnyWebhook(account, message);
        };
    }

    private DecodedMessage decodeAnyWebhook(Account account, InboxMessage message) {
        if (Tick.isOne(message.body()) || AccountRequest.isOne(message.body())) {
            return new Unreadable(message, POSTED);
        }
        try {
            return decodeWebhook(account, message);
        } catch (RuntimeException | StackOverflowError e) {
            // A bug that one message triggers must not stop its account: the next message is decoded.
            LOG.errorf(
                    e,
                    "%s: decoding message %s failed, probably by a bug. The message is moved to the dead letters",
                    account.name(),
                    message.id());
            return new Unreadable(message, "decoding failed; the log contains the error");
        }
    }

    private DecodedMessage decodeWebhook(Account account, InboxMessage message) {
        return switch (webhooks.read(account.name(), message.body(), message.sentAt())) {
            case WebhookContent.Refused refused -> new Unreadable(message, refused.reason());
            case WebhookContent.Events content -> decode(account, message, content);
        };
    }

    private static DecodedMessage decode(Account account, InboxMessage message, WebhookContent.Events content) {
        var objection = account.objection(content.subdomain());
        if (objection.isPresent() && !account.isLoopback()) {
            return new Unreadable(message, objection.get());
        }
        objection.ifPresent(reason -> LOG.warnf(
                "%s: webhook of another account, processed only because this is a sandbox: %s",
                account.name(), reason));
        content.unread().stream()
                .limit(LineLimit.MAX)
                .forEach(unread -> LOG.warnf(
                        "%s: part %s of a webhook is ignored, since it cannot be read: %s",
                        account.name(), unread.where(), unread.reason()));
        int more = content.unread().size() - LineLimit.MAX;
        if (more > 0) {
            LOG.warnf("%s: %d more parts of this webhook are ignored, since they cannot be read", account.name(), more);
        }
        return new WebhookEvents(message, content.events());
    }
}
