package dev.followup.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// What Lambda does with a queue, for one instance at a time, with
/// another one in reserve: receives up to ten messages, hands them over, deletes
/// those that are done. What is not done, or whose worker died, comes again when its visibility ends.
/// Source: AWS documentation, "Using Lambda with Amazon SQS"; read 2026-11-21.
final class EventSourceMapping implements Callable<@Nullable Void>, AutoCloseable {

    private static final int BATCH = 10;

    private final LocalCloud cloud;
    private final Workers workers;
    private final Random dice;
    private final double forgetful;
    private volatile LambdaInstance worker;
    private LambdaInstance spare;
    private volatile Set<String> groups = Set.of();
    private volatile boolean ended;

    private final AtomicInteger again = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger overdue = new AtomicInteger();

    /// Starts instances.
    interface Workers {
        LambdaInstance start() throws IOException;
    }

    /// @param forgetful the share of batches of which nothing is deleted though it is done
    EventSourceMapping(LocalCloud cloud, Workers workers, double forgetful, long seed) throws IOException {
        this.cloud = cloud;
        this.workers = workers;
        this.forgetful = forgetful;
        this.dice = new Random(seed);
        this.worker = workers.start();
        this.spare = workers.start();
    }

    @Override
    public @Nullable Void call() throws IOException, InterruptedException, ExecutionException {
        while (!ended) {
            worker.awaitStart();
            if (worker.isAlive()) {
                work();
            } else {
                replace();
            }
        }
        return null;
    }

    /// Whether its worker is at a lane's messages now.
    boolean serves(String group) {
        return groups.contains(group);
    }

    void kill() {
        worker.kill();
    }

    void end() {
        ended = true;
    }

    /// How many messages it has handed over that had been handed over before.
    int again() {
        return again.get();
    }

    /// How many of its workers have died.
    int deaths() {
        return deaths.get();
    }

    /// How many of these were ended because they took too long.
    int overdue() {
        return overdue.get();
    }

    @Override
    public void close() {
        end();
        worker.close();
        spare.close();
    }

    private void replace() throws IOException {
        deaths.incrementAndGet();
        if (worker.isOverdue()) {
            overdue.incrementAndGet();
        }
        worker.close();
        worker = spare;
        spare = workers.start();
    }

    private void work() throws InterruptedException, ExecutionException, JsonProcessingException {
        var messages = cloud.sqs.receiveMessage(receive -> receive.queueUrl(cloud.inbox)
                        .maxNumberOfMessages(BATCH)
                        .waitTimeSeconds(1)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
        if (messages.isEmpty()) {
            return;
        }
        var batch = new LambdaBatch(messages);
        again.addAndGet(batch.again());
        groups = batch.groups();
        var reply = worker.invoke(batch.event());
        groups = Set.of();
        if (reply.isPresent() && dice.nextDouble() >= forgetful) {
            delete(batch.done(reply.get()));
        } else if (reply.isPresent()) {
            handBack(messages);
        }
    }

    /// Done, but too late for the queue: it hands them over again at once.
    private void handBack(List<Message> messages) {
        var again = messages.stream()
                .map(message -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0)
                        .build())
                .toList();
        cloud.sqs.changeMessageVisibilityBatch(change -> change.queueUrl(cloud.inbox).entries(again));
    }

    private void delete(List<DeleteMessageBatchRequestEntry> done) {
        if (!done.isEmpty()) {
            cloud.sqs.deleteMessageBatch(delete -> delete.queueUrl(cloud.inbox).entries(done));
        }
    }
}
