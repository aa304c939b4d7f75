package dev.followup.benchmark.coldstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.followup.sandbox.http.LocalPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A table behind a counter: it counts trips and write units. A trip is a call, or
/// several calls side by side, that begins when the one before is over.
final class CapacityCounter implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TARGET = "X-Amz-Target";
    private static final List<String> PASSED_ON = List.of("Content-Type", "Authorization", "X-Amz-Date");
    private static final int BYTES_IN_A_UNIT = 1024;
    private static final String CHECKSUM = "x-amz-crc32";

    private final URI table;
    private final HttpServer server = LocalPort.listen(0, "nothing");
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private int underWay;
    private int trips;
    private int writeUnits;

    CapacityCounter(URI table) {
        this.table = table;
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /// The URL that a function uses instead of the table's.
    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /// What was counted since the last time.
    synchronized Reading take() {
        var reading = new Reading(trips, writeUnits);
        trips = 0;
        writeUnits = 0;
        return reading;
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        begin();
        try (exchange) {
            var target = exchange.getRequestHeaders().getFirst(TARGET);
            var body = exchange.getRequestBody().readAllBytes();
            var writes = writes(target, JSON.readTree(body));
            var before = sizes(exchange.getRequestHeaders(), writes);
            var answer = call(exchange.getRequestHeaders(), target, body);
            var after = sizes(exchange.getRequestHeaders(), writes);
            end(target.contains("Transact") ? 2 : 1, before, after);
            answer.headers()
                    .firstValue(CHECKSUM)
                    .ifPresent(sum -> exchange.getResponseHeaders().set(CHECKSUM, sum));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // it is closed
        }
    }

    private HttpResponse<byte[]> call(Headers headers, String target, byte[] body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(table).POST(BodyPublishers.ofByteArray(body));
        PASSED_ON.forEach(name -> request.header(name, headers.getFirst(name)));
        return client.send(request.header(TARGET, target).build(), BodyHandlers.ofByteArray());
    }

    private synchronized void begin() {
        if (underWay++ == 0) {
            trips++;
        }
    }

    /// One unit for each kilobyte of an item, as it was before or as it is then, whichever is larger, and twice as
    /// many in a transaction. What the local table reports itself is less than AWS counts.
    /// Source: AWS documentation, "DynamoDB read and write capacity"; read 2026-11-27.
    private synchronized void end(int factor, List<Integer> before, List<Integer> after) {
        underWay--;
        for (int i = 0; i < before.size(); i++) {
            writeUnits += factor * Math.max(1, Math.ceilDiv(Math.max(before.get(i), after.get(i)), BYTES_IN_A_UNIT));
        }
    }

    /// The requests that read what a request writes.
    private static List<ObjectNode> writes(String target, JsonNode request) {
        return switch (target.substring(target.indexOf('.') + 1)) {
            case "PutItem", "UpdateItem", "DeleteItem" -> List.of(read(request.path("TableName"), request));
            case "TransactWriteItems" ->
                request.path("TransactItems")
                        .valueStream()
                        .flatMap(JsonNode::valueStream)
                        .map(write -> read(write.path("TableName"), write))
                        .toList();
            case "BatchWriteItem" ->
                request.path("RequestItems")
                        .propertyStream()
                        .flatMap(ofTable -> ofTable.getValue()
                                .valueStream()
                                .flatMap(JsonNode::valueStream)
                                .map(write -> read(TextNode.valueOf(ofTable.getKey()), write)))
                        .toList();
            default -> List.of();
        };
    }

    private static ObjectNode read(JsonNode table, JsonNode write) {
        var read = JSON.createObjectNode().put("ConsistentRead", true);
        read.set("TableName", table);
        var item = write.has("Key") ? write.path("Key") : write.path("Item");
        read.putObject("Key").set("pk", item.path("pk"));
        read.withObject("/Key").set("sk", item.path("sk"));
        return read;
    }

    private List<Integer> sizes(Headers headers, List<ObjectNode> reads) throws IOException, InterruptedException {
        var sizes = new ArrayList<Integer>();
        for (var read : reads) {
            var answer = call(headers, "DynamoDB_20120810.GetItem", JSON.writeValueAsBytes(read));
            sizes.add(bytes(JSON.readTree(answer.body()).path("Item")));
        }
        return sizes;
    }

    /// About the bytes of an item, or of a map in it.
    private static int bytes(JsonNode attributes) {
        return attributes.propertyStream()
                .mapToInt(attribute -> attribute.getKey().getBytes(UTF_8).length + ofValue(attribute.getValue()))
                .sum();
    }

    private static int ofValue(JsonNode typed) {
        var type = typed.fieldNames().next();
        var value = typed.path(type);
        return switch (type) {
            case "M" -> bytes(value);
            case "B" -> value.asText().length() * 3 / 4;
            case "SS" -> value.valueStream().mapToInt(text -> text.asText().getBytes(UTF_8).length).sum();
            default -> value.asText().getBytes(UTF_8).length;
        };
    }

    /// What a counter has counted.
    record Reading(int trips, int writeUnits) {}
}
