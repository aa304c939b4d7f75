package dev.followup.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.followup.sandbox.http.LocalPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// An instance of the function, and the runtime API that it takes its events from. It processes one event at a
/// time.
/// Source: AWS documentation, "Using the Lambda runtime API for custom runtimes"; read 2026-11-22.
public final class LambdaInstance implements AutoCloseable {

    private final HttpServer api = LocalPort.listen(0, "nothing");
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Invocation> next = new LinkedBlockingQueue<>();
    private final AtomicReference<Invocation> current = new AtomicReference<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Duration timeout;
    private final Process process;
    private volatile boolean overdue;
    private volatile String error = "";

    /// The program of an instance.
    public interface Program {

        /// Starts it.
        ///
        /// @param api host and port of the runtime API
        /// @param log the file that its output is added to
        Process start(String api, Path log) throws IOException;
    }

    /// @param timeout how long it may take for an event; then it is killed, as Lambda does
    public LambdaInstance(Program program, Duration timeout, Path log) throws IOException {
        this.timeout = timeout;
        api.createContext("/2018-06-01/runtime/", this::serve);
        api.setExecutor(threads);
        api.start();
        process = program.start("localhost:" + api.getAddress().getPort(), log);
    }

    /// Waits until it has started, or has ended.
    public void awaitStart() throws InterruptedException, ExecutionException {
        CompletableFuture.anyOf(ready, process.onExit()).get();
    }

    /// Sends it an event.
    ///
    /// @return its reply; empty if it reported an error, or ended
    public Optional<String> invoke(String event) throws InterruptedException, ExecutionException {
        var invocation = Invocation.of(event, Instant.now().plus(timeout));
        next.add(invocation);
        try {
            var end = CompletableFuture.anyOf(invocation.end(), process.onExit())
                    .get(timeout.toMillis(), MILLISECONDS);
            return end instanceof Invocation.End.Reply(var reply) ? Optional.of(reply) : Optional.empty();
        } catch (TimeoutException _) {
            overdue = true;
            kill();
            return Optional.empty();
        }
    }

    /// The id of its process.
    public long pid() {
        return process.pid();
    }

    /// The last error that it reported, in the runtime's words; empty if there was none.
    String error() {
        return error;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Whether it was killed because it took too long.
    boolean isOverdue() {
        return overdue;
    }

    /// Kills it at once, whatever it is doing.
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        api.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.endsWith("/restore/next")) { // restored at once: there is no snapshot
                ready.complete(null);
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            if (path.endsWith("/next")) {
                ready.complete(null);
                var invocation = next.take();
                current.set(invocation);
                invocation.send(exchange);
                return;
            }
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (path.endsWith("/error")) {
                error = body;
            }
            var invocation = current.get();
            if (invocation != null) { // else it has failed to start
                invocation
                        .end()
                        .complete(
                                path.endsWith("/error")
                                        ? new Invocation.End.Failure()
                                        : new Invocation.End.Reply(body));
            }
            exchange.sendResponseHeaders(202, -1);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // it is dead
        }
    }
}
