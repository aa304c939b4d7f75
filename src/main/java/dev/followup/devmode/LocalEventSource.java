package dev.followup.devmode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.sandbox.clock.SandboxClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A stand-in for SQS FIFO and Lambda's event source: it keeps a message group per account, sends the worker at
/// most ten messages of a group at a time, and sends again what was not processed. Its pauses follow the clock.
final class LocalEventSource implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalEventSource.class);

    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Map<String, Group> groups = new ConcurrentHashMap<>();
    private final URI functions;
    private final Duration visibility;
    private final ObjectMapper json;
    private final SandboxClock clock;

    /// @param functions the URL that takes events for the functions
    /// @param visibility how long a message that was not processed waits until it is sent again
    /// @param clock waits, before it moves on, until every message that is due is processed
    LocalEventSource(URI functions, Duration visibility, ObjectMapper json, SandboxClock clock) {
        this.functions = functions;
        this.visibility = visibility;
        this.json = json;
        this.clock = clock;
    }

    /// Stores a body at the end of a message group.
    void add(String group, MessageSource source, String body) {
        groups.computeIfAbsent(group, Group::new)
                .add(new Stored(UUID.randomUUID().toString(), source, body, clock.millis(), 1));
    }

    /// Waits until the first message is processed, or until the time is up.
    void awaitFinished(Duration longest) throws InterruptedException {
        finished.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        groups.values().forEach(Group::close);
        http.shutdownNow();
    }

    /// The messages of a group, and the thread that sends them while there are any.
    private final class Group {

        private final String name;
        private final Deque<Stored> messages = new ArrayDeque<>();
        private @Nullable Thread sender;

        Group(String name) {
            this.name = name;
        }

        synchronized void add(Stored message) {
            messages.addLast(message);
            if (sender == null) {
                sender = clock.start("message group " + name, this::send);
            }
        }

        synchronized void close() {
            messages.clear();
            if (sender != null) {
                sender.interrupt();
            }
        }

        private void send() throws InterruptedException {
            for (var batch = next(); !batch.isEmpty(); batch = next()) {
                var again = deliver(name, batch);
                if (again.isEmpty()) {
                    finished.countDown();
                } else {
                    putBack(again);
                    clock.sleep(visibility);
                }
            }
        }

        private synchronized List<Stored> next() {
            var batch = new ArrayList<Stored>();
            while (!messages.isEmpty() && batch.size() < MessageBatch.MOST) {
                batch.add(messages.removeFirst());
            }
            if (batch.isEmpty()) {
                sender = null;
            }
            return batch;
        }

        private synchronized void putBack(List<Stored> again) {
            again.reversed().forEach(message -> messages.addFirst(message.receivedAgain()));
        }
    }

    /// Sends the worker a batch.
    ///
    /// @return the messages that must be sent again
    private List<Stored> deliver(String group, List<Stored> batch) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(functions)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(event(group, batch)))
                    .build();
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("the worker answered " + response.statusCode() + ": " + response.body());
            }
            var failed = new HashSet<>(json.readTree(response.body()).findValuesAsText("itemIdentifier"));
            return batch.stream().filter(message -> failed.contains(message.id)).toList();
        } catch (IOException e) {
            LOG.warnf("%s: the worker failed on %d messages, which will be sent again: %s", group, batch.size(), e);
            return batch;
        }
    }

    /// A batch in the form in which Lambda sends it.
    private String event(String group, List<Stored> batch) throws JsonProcessingException {
        return json.writeValueAsString(Map.of(
                "Records", batch.stream().map(message -> message.record(group)).toList()));
    }

    private record Stored(String id, MessageSource source, String body, long sentAtMillis, int receiveCount) {

        Stored receivedAgain() {
            return new Stored(id, source, body, sentAtMillis, receiveCount + 1);
        }

        Map<String, Object> record(String group) {
            return Map.of(
                    "messageId",
                    id,
                    "receiptHandle",
                    id,
                    "body",
                    body,
                    "attributes",
                    Map.of(
                            "MessageGroupId",
                            group,
                            "SentTimestamp",
                            Long.toString(sentAtMillis),
                            "ApproximateReceiveCount",
                            Integer.toString(receiveCount)),
                    "messageAttributes",
                    Map.of(MessageSource.ATTRIBUTE, Map.of("stringValue", source.attribute(), "dataType", "String")),
                    "eventSource",
                    "aws:sqs");
        }
    }
}
