package dev.followup.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

/// A stand-in for Lambda's event source mapping, for one instance at a time with another in reserve: it
/// receives up to ten messages, invokes the worker, and deletes those that are done. A message that is not
/// done is received again when the visibility ends that the worker has given it; one whose worker died, when the
/// queue's visibility time-out ends.
/// Source: AWS documentation, "Using Lambda with Amazon SQS"; read 2026-11-21.
final class EventSourceMapping implements Callable<@Nullable Void>, AutoCloseable {

    private static final int BATCH = 10;

    /// How long after an empty answer messages are asked for again. The local queue does not wait instead: while all its
    /// messages are behind others of their groups, its long poll takes a whole processor.
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final LocalCloud cloud;
    private final Standstills standstills;
    private final Workers workers;
    private final Random random;
    private final double forgetful;
    private volatile LambdaInstance worker;
    private LambdaInstance spare;
    private volatile Set<String> groups = Set.of();
    private volatile boolean ended;

    private final AtomicInteger again = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger overdue = new AtomicInteger();

    /// A factory of instances.
    interface Workers {
        LambdaInstance start() throws IOException;
    }

    /// @param forgetful the share of batches that are not deleted though they are done
    EventSourceMapping(LocalCloud cloud, Standstills standstills, Workers workers, double forgetful, long seed)
            throws IOException {
        this.cloud = cloud;
        this.standstills = standstills;
        this.workers = workers;
        this.forgetful = forgetful;
        this.random = new Random(seed);
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

    /// Whether its worker processes messages of this group now.
    boolean serves(String group) {
        return groups.contains(group);
    }

    void kill() {
        worker.kill();
    }

    void end() {
        ended = true;
    }

    /// The number of messages that it has received more than once.
    int again() {
        return again.get();
    }

    /// The number of its workers that have ended.
    int deaths() {
        return deaths.get();
    }

    /// The number of these that were killed because they took too long.
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
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
        if (messages.isEmpty()) {
            Thread.sleep(PAUSE);
            return;
        }
        var batch = new LambdaBatch(messages);
        again.addAndGet(batch.again());
        groups = batch.groups();
        var begin = Instant.now();
        var reply = worker.invoke(batch.event());
        groups = Set.of();
        note(batch, begin, reply);
        if (reply.isPresent() && random.nextDouble() >= forgetful) {
            delete(batch.done(reply.get()));
        } else if (reply.isPresent()) {
            handBack(messages);
        }
    }

    private void note(LambdaBatch batch, Instant begin, Optional<String> reply) throws JsonProcessingException {
        if (reply.isPresent()) {
            standstills.end(batch.groups(), batch.groupsDone(reply.get()), begin);
            standstills.begin(batch.groupsAgain(reply.get()), Standstills.FAILED);
        } else {
            standstills.begin(batch.groups(), Standstills.KILLED);
        }
    }

    /// Lets the queue hand out messages again at once, as if the worker had been done too late.
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
