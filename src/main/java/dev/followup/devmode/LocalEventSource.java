package dev.followup.devmode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.Tick;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// What SQS and Lambda's event source do when deployed: keeps a lane per account, hands over what stands in it,
/// at most ten messages at a time and no others of that lane meanwhile, and hands over again what was not
/// finished.
final class LocalEventSource implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalEventSource.class);

    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Map<String, BlockingDeque<Stored>> groups = new ConcurrentHashMap<>();
    private final List<Thread> feeders = new ArrayList<>();
    private final URI functions;
    private final Duration visibility;
    private final ObjectMapper json;
    private final Clock clock;

    /// @param functions where events are handed to the functions
    /// @param visibility how long a message that was not finished waits before it comes again
    LocalEventSource(URI functions, Duration visibility, ObjectMapper json, Clock clock) {
        this.functions = functions;
        this.visibility = visibility;
        this.json = json;
        this.clock = clock;
    }

    /// Stores a body at the end of a lane.
    void add(String group, String body) {
        groups.computeIfAbsent(group, this::opened)
                .add(new Stored(UUID.randomUUID().toString(), body, clock.millis()));
    }

    /// Waits until the first message is finished, but no longer than a while.
    void awaitFinished(Duration longest) throws InterruptedException {
        finished.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void close() {
        feeders.forEach(Thread::interrupt);
        http.shutdownNow();
    }

    private synchronized BlockingDeque<Stored> opened(String group) {
        var messages = new LinkedBlockingDeque<Stored>();
        feeders.add(Thread.ofVirtual().name("lane " + group).start(() -> send(group, messages)));
        return messages;
    }

    private void send(String group, BlockingDeque<Stored> messages) {
        try {
            while (true) {
                var batch = new ArrayList<Stored>();
                batch.add(messages.take());
                messages.drainTo(batch, MessageBatch.MOST - 1);
                var again = handedOver(group, batch);
                again.reversed().forEach(messages::addFirst);
                if (again.isEmpty()) {
                    finished.countDown();
                } else {
                    Thread.sleep(visibility);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Hands a batch to the worker.
    ///
    /// @return what must come again
    private List<Stored> handedOver(String group, List<Stored> batch) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(functions)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(event(group, batch)))
                    .build();
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the worker answered " + answer.statusCode() + ": " + answer.body());
            }
            var failed = new HashSet<>(json.readTree(answer.body()).findValuesAsText("itemIdentifier"));
            return batch.stream().filter(message -> failed.contains(message.id)).toList();
        } catch (IOException e) {
            LOG.warnf("%s: %d messages come again: %s", group, batch.size(), e);
            return batch;
        }
    }

    /// A batch as Lambda hands it over.
    private String event(String group, List<Stored> batch) throws JsonProcessingException {
        return json.writeValueAsString(Map.of(
                "Records", batch.stream().map(message -> message.record(group)).toList()));
    }

    private record Stored(String id, String body, long sentAtMillis) {

        Map<String, Object> record(String group) {
            return Map.of(
                    "messageId",
                    id,
                    "body",
                    body,
                    "attributes",
                    Map.of("MessageGroupId", group, "SentTimestamp", Long.toString(sentAtMillis)),
                    "messageAttributes",
                    Tick.isOne(body)
                            ? Map.of()
                            : Map.of("source", Map.of("stringValue", "webhook", "dataType", "String")),
                    "eventSource",
                    "aws:sqs");
        }
    }
}
