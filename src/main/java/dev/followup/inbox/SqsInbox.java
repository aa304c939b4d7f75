package dev.followup.inbox;

import dev.followup.text.LogText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// The inbox and its dead letters in FIFO queues of SQS. A message that is sent to the dead letters twice
/// arrives there once, by its own id; the same holds for an account's tick, by its time.
public final class SqsInbox implements Inbox {

    private static final Logger LOG = Logger.getLogger(SqsInbox.class);

    private final SqsClient sqs;
    private final String inbox;
    private final String deadLetters;

    /// The characters for which SQS refuses a message or an attribute.
    /// Source: AWS documentation, "SendMessage", message contents; read 2026-11-22.
    private static final Pattern UNSENDABLE =
            Pattern.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    /// The most messages in one call.
    /// Source: AWS documentation, "ChangeMessageVisibilityBatch"; read 2026-11-27.
    private static final int MOST = 10;

    /// The call is an invocation's last act and must not outlast it.
    private static final Duration LONGEST_CALL = Duration.ofSeconds(2);

    /// An inbox on two queues.
    ///
    /// @param inbox the URL of the inbox queue
    /// @param deadLetters the URL of the dead letter queue
    public SqsInbox(SqsClient sqs, String inbox, String deadLetters) {
        this.sqs = sqs;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
    }

    @Override
    public void sendToDeadLetters(InboxMessage message, String reason) {
        try {
            send(message, reason);
        } catch (SdkException e) {
            throw new InboxUnavailableException(
                    "message " + message.id() + " could not be sent to the dead letters", e);
        }
        LOG.warnf(
                "%s: message %s cannot be processed and is moved to the dead letters: %s",
                LogText.of(message.group()), message.id(), reason);
    }

    @Override
    public void tick(String account, Instant time) {
        try {
            sqs.sendMessage(send -> send.queueUrl(inbox)
                    .messageGroupId(account)
                    .messageDeduplicationId(account + ":" + time)
                    .messageAttributes(source(MessageSource.CLOCK))
                    .messageBody(new Tick(time).body()));
        } catch (SdkException e) {
            throw new InboxUnavailableException("the tick of " + time + " could not be sent to " + account, e);
        }
    }

    @Override
    public void request(String account, AccountRequest request) {
        try {
            sqs.sendMessage(send -> send.queueUrl(inbox)
                    .messageGroupId(account)
                    .messageDeduplicationId(UUID.randomUUID().toString())
                    .messageAttributes(source(MessageSource.PERSON))
                    .messageBody(request.body()));
        } catch (SdkException e) {
            throw new InboxUnavailableException("the request about " + request.subject() + " could not be sent", e);
        }
    }

    @Override
    public void deliverAgainSoon(List<InboxMessage> messages) {
        var entries = visibilityChanges(messages);
        for (int from = 0; from < entries.size(); from += MOST) {
            changeVisibility(entries.subList(from, Math.min(entries.size(), from + MOST)));
        }
    }

    /// The changes with which all messages of a group become visible again at the same time.
    private static List<ChangeMessageVisibilityBatchRequestEntry> visibilityChanges(List<InboxMessage> messages) {
        var receiveCounts = new HashMap<String, Integer>();
        messages.forEach(message -> receiveCounts.merge(message.group(), message.receiveCount(), Math::max));
        var changes = new ArrayList<ChangeMessageVisibilityBatchRequestEntry>();
        for (var message : messages) {
            var delay = RedeliveryDelay.after(receiveCounts.getOrDefault(message.group(), 1));
            changes.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(changes.size()))
                    .receiptHandle(message.receipt())
                    .visibilityTimeout(Math.toIntExact(delay.toSeconds()))
                    .build());
        }
        return changes;
    }

    private void changeVisibility(List<ChangeMessageVisibilityBatchRequestEntry> changes) {
        try {
            var failed = sqs.changeMessageVisibilityBatch(change -> change.queueUrl(inbox)
                            .entries(changes)
                            .overrideConfiguration(call -> call.apiCallTimeout(LONGEST_CALL)))
                    .failed();
            if (!failed.isEmpty()) {
                logNotSoon(
                        failed.size(),
                        failed.stream().map(BatchResultErrorEntry::code).collect(Collectors.joining(", ")));
            }
        } catch (SdkException e) {
            logNotSoon(changes.size(), e.getMessage());
        }
    }

    private static void logNotSoon(int count, @Nullable String reason) {
        LOG.warnf(
                "%d messages that failed are delivered again only after the inbox's visibility time-out, since SQS"
                        + " did not shorten it: %s",
                count, reason);
    }

    private void send(InboxMessage message, String reason) {
        var attributes = new HashMap<>(source(message.source()));
        attributes.put("reason", text(sendable(reason)));
        sqs.sendMessage(send -> send.queueUrl(deadLetters)
                .messageGroupId(message.group())
                .messageDeduplicationId(message.id())
                .messageBody(sendable(message.body()))
                .messageAttributes(attributes));
    }

    /// The attributes of a message of a source.
    static Map<String, MessageAttributeValue> source(MessageSource source) {
        return Map.of(MessageSource.ATTRIBUTE, text(source.attribute()));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String sendable(String text) {
        return UNSENDABLE.matcher(text).replaceAll("\uFFFD");
    }
}
