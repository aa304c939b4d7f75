package dev.followup.lambda;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.ledger.Ledger;
import io.quarkus.funqy.lambda.FunqyStreamHandler;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jboss.logging.Logger;

/// The priming of a worker before Lambda takes its snapshot: an empty batch, a read of each account's state,
/// and a TLS handshake with its CRM that sends no request. A restored instance has then loaded what its first
/// batch needs. Without snapshots it does nothing. A failure is logged and has no other effect.
@ApplicationScoped
class SnapStartPriming implements Resource {

    private static final Logger LOG = Logger.getLogger(SnapStartPriming.class);

    private static final String WORKER = "worker";
    private static final String EMPTY = "{\"Records\": []}";
    private static final int HTTPS = 443;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FollowupConfig config;
    private final Accounts accounts;
    private final Ledger ledger;

    SnapStartPriming(FollowupConfig config, Accounts accounts, Ledger ledger) {
        this.config = config;
        this.accounts = accounts;
        this.ledger = ledger;
    }

    /// Registers for the snapshot.
    void start(@Observes StartupEvent event) {
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        if (config.function().equals(WORKER)) {
            attempt("an empty batch", this::emptyBatch);
            accounts.all().stream().filter(account -> !account.isLoopback()).forEach(this::prime);
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Nothing is open across a snapshot.
    }

    private void prime(Account account) {
        attempt("reading the state of " + account.name(), () -> ledger.state(account.name()));
        attempt("a TLS handshake with " + account.host(), () -> handshake(account.host()));
    }

    void emptyBatch() throws IOException {
        var event = new ByteArrayInputStream(EMPTY.getBytes(StandardCharsets.UTF_8));
        new FunqyStreamHandler().handleRequest(event, OutputStream.nullOutputStream(), null);
    }

    void handshake(URI host) throws IOException {
        int port = host.getPort() < 0 ? HTTPS : host.getPort();
        try (var socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket()) {
            socket.connect(new InetSocketAddress(host.getHost(), port), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.startHandshake();
        }
    }

    /// A failed step makes the first invocation slower and nothing else.
    private static void attempt(String what, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            LOG.infof(e, "Priming before the snapshot: %s failed. The first invocation will be slower.", what);
        }
    }

    /// A step of the priming.
    private interface Step {
        void run() throws Exception;
    }
}
