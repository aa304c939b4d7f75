package dev.followup.sandbox;

import com.sun.net.httpserver.HttpServer;
import dev.followup.sandbox.http.HttpAdapter;
import dev.followup.sandbox.http.LocalPort;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// A stand-in CRM that listens on this machine only: the Tasks API v4, leads, contacts, companies, users,
/// account, webhooks, limits, and faults on demand. The token is `sandbox`.
public final class Sandbox implements AutoCloseable {

    private static final int DEFAULT_PORT = 8090;

    private static final String MOVED_BY = "FOLLOWUP_LOCAL_SANDBOX_PORT, or -Dport=<other> with -Psandbox";

    private final Clock clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong lastId = new AtomicLong(1000);
    private final List<URI> subscribers = new CopyOnWriteArrayList<>();
    private volatile SandboxState state;

    private Sandbox(HttpServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
        state = newState();
    }

    /// Starts a sandbox.
    ///
    /// @param port 0 for any that is free
    /// @throws IllegalStateException if something listens there already
    public static Sandbox start(int port) {
        return start(port, Clock.systemUTC());
    }

    static Sandbox start(int port, Clock clock) {
        var sandbox = new Sandbox(LocalPort.listen(port, MOVED_BY), clock);
        sandbox.server.createContext("/", new HttpAdapter(call -> sandbox.state.answer(call)));
        sandbox.server.setExecutor(sandbox.threads);
        sandbox.server.start();
        return sandbox;
    }

    /// The URL that it listens on, such as `http://localhost:8090`.
    public URI address() {
        return LocalPort.address(server);
    }

    /// Sends all webhooks to a URL, also after a reset.
    ///
    /// @param destination on this machine
    /// @throws IllegalArgumentException if it is not
    public void subscribe(URI destination) {
        state.subscribe(destination);
        subscribers.add(destination);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        state.close();
    }

    /// Starts a sandbox from the command line.
    ///
    /// @param arguments the port; 8090 if there is none
    public static void main(String[] arguments) {
        URI address = start(arguments.length == 0 ? DEFAULT_PORT : Integer.parseInt(arguments[0]))
                .address();
        System.out.printf("""
                The sandbox listens on %1$s. Its token is "sandbox". Ctrl-C ends it. Try:
                curl -H 'Authorization: Bearer sandbox' '%1$s/api/v4/account?with=task_types'
                """, address);
    }

    private SandboxState newState() {
        return new SandboxState(lastId, clock, subscribers, this::reset);
    }

    private synchronized void reset() {
        SandboxState before = state;
        state = newState();
        before.close();
    }
}
