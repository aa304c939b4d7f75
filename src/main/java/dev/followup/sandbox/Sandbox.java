package dev.followup.sandbox;

import com.sun.net.httpserver.HttpServer;
import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.sandbox.http.HttpAdapter;
import dev.followup.sandbox.http.LocalPort;
import dev.followup.sandbox.http.LocalRequestFilter;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.SelfSignedCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A stand-in CRM that listens on this machine only: the Tasks API v4, leads, contacts, companies, users,
/// account, webhooks, limits, and faults on demand. The token is `sandbox`.
public final class Sandbox implements AutoCloseable {

    private static final int DEFAULT_PORT = 8090;

    private static final int DEFAULT_TLS_PORT = 8443;

    private static final String MOVED_BY = "FOLLOWUP_LOCAL_SANDBOX_PORT, or -Dport=<other> with -Psandbox";

    private static final String TLS_MOVED_BY = "FOLLOWUP_LOCAL_SANDBOX_TLS_PORT, or -DtlsPort=<other> with -Psandbox";

    private final SandboxClock clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong lastId = new AtomicLong(1000);
    private final List<URI> subscribers = new CopyOnWriteArrayList<>();
    private volatile SandboxState state;
    private volatile @Nullable HttpServer tlsServer;

    private Sandbox(HttpServer server, SandboxClock clock) {
        this.server = server;
        this.clock = clock;
        state = newState();
    }

    /// Starts a sandbox.
    ///
    /// @param port 0 for any that is free
    /// @throws IllegalStateException if something listens there already
    public static Sandbox start(int port) {
        return start(port, new SandboxClock(Clock.systemUTC()));
    }

    /// Starts a sandbox whose time others follow.
    ///
    /// @param port 0 for any that is free
    /// @throws IllegalStateException if something listens there already
    public static Sandbox start(int port, SandboxClock clock) {
        var sandbox = new Sandbox(LocalPort.listen(port, MOVED_BY), clock);
        sandbox.serve(sandbox.server);
        return sandbox;
    }

    /// Listens with TLS, too, for clients that know nothing else.
    ///
    /// @param port 0 for any that is free
    /// @throws IllegalStateException if something listens there already
    public URI startTls(int port, SelfSignedCertificate certificate) {
        HttpServer other = LocalPort.listen(port, TLS_MOVED_BY, certificate.context());
        tlsServer = other;
        serve(other);
        return LocalPort.address(other);
    }

    private void serve(HttpServer listening) {
        var adapter = new HttpAdapter(call -> state.answer(call));
        listening.createContext("/", adapter);
        listening
                .createContext("/_sandbox", adapter)
                .getFilters()
                .add(new LocalRequestFilter()); // it asks for no token
        listening.setExecutor(threads);
        listening.start();
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

    /// The answer to somebody who looks from outside: without token, limit and faults.
    public Response look(Request call) {
        return state.look(call);
    }

    @Override
    public void close() {
        server.stop(0);
        HttpServer other = tlsServer;
        if (other != null) {
            other.stop(0);
        }
        threads.shutdownNow();
        state.close();
    }

    /// Starts a sandbox from the command line.
    ///
    /// @param arguments the port, 8090 if there is none, and the port with TLS, or 8443
    public static void main(String[] arguments) {
        var sandbox = start(port(arguments, 0, DEFAULT_PORT));
        var certificate = SelfSignedCertificate.in(Path.of("target", "sandbox-tls"));
        URI tls = sandbox.startTls(port(arguments, 1, DEFAULT_TLS_PORT), certificate);
        System.out.printf("""
                The sandbox listens on %1$s. Its token is "sandbox". Ctrl-C ends it. Try:
                curl -H 'Authorization: Bearer sandbox' '%1$s/api/v4/account?with=task_types'
                With TLS it listens on %2$s. Clients are to trust its certificate:
                export NODE_EXTRA_CA_CERTS=%3$s
                """, sandbox.address(), tls, certificate.pem());
    }

    private static int port(String[] arguments, int position, int otherwise) {
        return position < arguments.length ? Integer.parseInt(arguments[position]) : otherwise;
    }

    private SandboxState newState() {
        return new SandboxState(lastId, clock, subscribers, this::reset);
    }

    private synchronized void reset() {
        SandboxState before = state;
        clock.reset();
        state = newState();
        before.close();
    }
}
