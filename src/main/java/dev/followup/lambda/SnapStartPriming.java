package dev.followup.lambda;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.ledger.Ledger;
import dev.followup.warmup.WarmUp;
import io.quarkus.funqy.lambda.FunqyStreamHandler;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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

/// The priming of a worker before Lambda takes its snapshot: an empty batch, a warm-up with others, a read of
/// each account's state, and a TLS handshake with its CRM that sends no request. A restored instance has then
/// loaded and compiled what its first batch needs. Without snapshots it does nothing. A failure is logged and
/// has no other effect.
@ApplicationScoped
class SnapStartPriming implements Resource {

    private static final Logger LOG = Logger.getLogger(SnapStartPriming.class);

    private static final String WORKER = "worker";
    private static final String EMPTY = "{\"Records\": []}";
    private static final int HTTPS = 443;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// The most batches of a warm-up: after some thousand a batch takes as long as it ever will.
    private static final int BATCHES = 3000;

    /// How often it looks whether the compilers have come to rest, and how many times at most.
    private static final Duration CHECK = Duration.ofMillis(500);

    private static final int MAX_CHECKS = 40;

    /// How long it prepares accounts: with the warm-up it stays below the 130 s that Lambda gives a start.
    /// Source: AWS documentation, "Understanding the Lambda execution environment lifecycle"; read 2026-11-27.
    private static final Duration FOR_ACCOUNTS = Duration.ofSeconds(20);

    private final FollowupConfig config;
    private final Accounts accounts;
    private final Ledger ledger;
    private final WarmUp warmUp;

    SnapStartPriming(FollowupConfig config, Accounts accounts, Ledger ledger, WarmUp warmUp) {
        this.config = config;
        this.accounts = accounts;
        this.ledger = ledger;
        this.warmUp = warmUp;
    }

    /// Registers for the snapshot.
    void start(@Observes StartupEvent event) {
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        if (config.function().equals(WORKER)) {
            attempt("an empty batch", this::emptyBatch);
            boolean isWanted = config.warmUp().isPositive();
            if (isWanted && config.table().isPresent()) { // without a table, what it writes would stay in memory
                attempt("a warm-up", this::warmUp);
            }
            long end = System.nanoTime() + FOR_ACCOUNTS.toNanos();
            accounts.all().stream()
                    .filter(account -> !account.isLoopback())
                    .takeWhile(_ -> System.nanoTime() < end)
                    .forEach(this::prime);
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
        process(EMPTY);
    }

    private void warmUp() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int batches = warmUp.run(SnapStartPriming::process, config.warmUp(), BATCHES);
        awaitCompilers();
        LOG.infof(
                "Priming before the snapshot: ran %d batches in %d s",
                batches, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }

    /// Waits until the compilers have worked off what the warm-up left them: else they would go on beside the first
    /// batch after the snapshot.
    private static void awaitCompilers() throws InterruptedException {
        var compilers = ManagementFactory.getCompilationMXBean();
        long before = -1;
        for (int i = 0; i < MAX_CHECKS && compilers.getTotalCompilationTime() > before; i++) {
            before = compilers.getTotalCompilationTime();
            Thread.sleep(CHECK);
        }
    }

    private static String process(String event) throws IOException {
        var reply = new ByteArrayOutputStream();
        new FunqyStreamHandler()
                .handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), reply, null);
        return reply.toString(StandardCharsets.UTF_8);
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
