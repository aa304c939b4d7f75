package dev.followup.benchmark.throughput;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/// A CRM that adds every task after a fixed time, and records when the requests arrived.
final class CountingServer implements AutoCloseable {

    private static final byte[] ADDED =
            "{\"_embedded\":{\"tasks\":[{\"id\":1,\"request_id\":\"0\"}]}}".getBytes(StandardCharsets.UTF_8);

    private final Duration latency;
    private final HttpServer server;
    private final Queue<Long> arrivals = new ConcurrentLinkedQueue<>();

    CountingServer(Duration latency) throws IOException {
        this.latency = latency;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// The arrivals in nanoseconds, in order.
    List<Long> arrivals() {
        return arrivals.stream().sorted().toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        arrivals.add(System.nanoTime());
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Thread.sleep(latency);
            exchange.sendResponseHeaders(200, ADDED.length);
            exchange.getResponseBody().write(ADDED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
