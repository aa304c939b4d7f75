package dev.followup.devmode;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.config.FollowupConfig;
import dev.followup.console.Console;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.sandbox.Sandbox;
import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.sandbox.http.LocalPort;
import dev.followup.sandbox.http.SelfSignedCertificate;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// The surroundings of the functions on a development machine: a sandbox CRM, a gateway for its webhooks, and
/// an event source that calls the worker. A sample lead at the start shows the whole way.
@IfBuildProfile("dev")
@Singleton
class DevEnvironment {

    private static final Logger LOG = Logger.getLogger(DevEnvironment.class);
    private static final String ACCOUNT = "demo";
    private static final String SAMPLE_LEAD = "[{\"name\":\"Website request\",\"price\":60000}]";
    private static final Path CERTIFICATE = Path.of("target", "sandbox-tls");
    private static final Duration SAMPLE_TIME = Duration.ofSeconds(20);

    /// The loggers of what a webhook passes before the worker, which logs one line for it. Fields, since the
    /// log manager forgets the level of a logger that nobody holds.
    private final List<java.util.logging.Logger> quiet = Stream.of(
                    Sandbox.class.getPackageName(), LocalGateway.class.getName())
            .map(java.util.logging.Logger::getLogger)
            .toList();

    private final FollowupConfig config;
    private final LocalFunctions functions;
    private final InMemoryInbox inbox;
    private final ObjectMapper json;
    private final Ledger ledger;
    private final SandboxClock clock;
    private final Console console;
    private final Deque<Runnable> resources = new ArrayDeque<>();

    DevEnvironment(
            FollowupConfig config,
            LocalFunctions functions,
            InMemoryInbox inbox,
            ObjectMapper json,
            Ledger ledger,
            SandboxClock clock,
            Console console) {
        this.config = config;
        this.functions = functions;
        this.inbox = inbox;
        this.json = json;
        this.ledger = ledger;
        this.clock = clock;
        this.console = console;
    }

    void start(@Observes StartupEvent event) {
        try {
            open();
        } catch (IllegalStateException e) {
            // Of this exception alone Quarkus shows the message without a stack trace.
            throw new ConfigurationException(e.getMessage());
        }
    }

    @PreDestroy
    void close() {
        while (!resources.isEmpty()) {
            resources.pop().run();
        }
    }

    private void open() {
        quiet.forEach(logger -> logger.setLevel(Level.WARNING));
        var local = config.local();
        var events = local.functions().orElseThrow().resolve("/");
        var eventSource = new LocalEventSource(events, local.visibility(), json, clock);
        resources.push(eventSource::close);
        inbox.connect(eventSource::add);
        var gateway = LocalGateway.start(local, eventSource, functions, json);
        resources.push(gateway::close);
        gateway.show(console);
        var proxy = new FunctionProxy(LocalPort.listen(local.eventPort(), "FOLLOWUP_LOCAL_EVENT_PORT"), events);
        resources.push(proxy::close);
        var scheduler = LocalScheduler.start(eventSource::add, clock);
        resources.push(scheduler::close);

        var webhooks = URI.create("%s/hooks/%s/%s".formatted(gateway.address(), local.secret(), account()));
        var common = welcome(webhooks, gateway, proxy);
        var page = "  Look at it all:%n    %s/".formatted(gateway.address());
        if (isSandbox(config.crm().host().orElse(""))) {
            openSandbox(webhooks, eventSource, common, page);
        } else {
            LOG.info(common
                    + "  CRM          %s, no sandbox runs%n"
                            .formatted(config.crm().host().orElse("none"))
                    + page);
        }
    }

    /// Whether the host of the CRM is the sandbox of this environment. `CRM_HOST` names another one.
    private boolean isSandbox(String host) {
        return host.isEmpty()
                || host.equals("http://localhost:" + config.local().sandboxPort());
    }

    private String account() {
        return config.crm().account().orElse(ACCOUNT);
    }

    private void openSandbox(URI webhooks, LocalEventSource eventSource, String common, String page) {
        var local = config.local();
        if (local.sandboxPort() == 0) {
            throw new IllegalStateException(
                    "FOLLOWUP_LOCAL_SANDBOX_PORT is 0, expected a port: the worker calls the sandbox there");
        }
        clock.onReset(this::forget);
        var sandbox = Sandbox.start(local.sandboxPort(), clock);
        resources.push(sandbox::close);
        var certificate = SelfSignedCertificate.in(CERTIFICATE);
        var tls = sandbox.startTls(local.sandboxTlsPort(), certificate);
        sandbox.subscribe(webhooks);
        console.connect(sandbox::look);
        // In a thread of its own, since the functions take events only after the start.
        Thread.ofVirtual().name("sample lead").start(() -> {
            addSampleLead(sandbox, eventSource);
            awaitSettled();
            LOG.info(common + welcome(sandbox, tls, certificate.pem()) + page);
        });
    }

    /// Forgets what the worker has written down in a time that is in the future again: its rules would not run
    /// until then.
    private void forget() {
        if (ledger instanceof InMemoryLedger inMemory) {
            inMemory.clear();
        }
    }

    /// Waits until what the sample lead causes is logged, so that the address of the page comes last.
    private void awaitSettled() {
        try {
            clock.awaitSettled(SAMPLE_TIME);
        } catch (TimeoutException _) {
            // something else goes on: it is logged below the address
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void addSampleLead(Sandbox sandbox, LocalEventSource eventSource) {
        try (var http = HttpClient.newHttpClient()) {
            var lead = HttpRequest.newBuilder(sandbox.address().resolve("/api/v4/leads"))
                    .header("Authorization", "Bearer sandbox")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(SAMPLE_LEAD))
                    .build();
            http.send(lead, BodyHandlers.discarding());
            eventSource.awaitFinished(SAMPLE_TIME);
        } catch (IOException e) {
            LOG.warn("The sample lead could not be added. Everything else works.", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String welcome(URI webhooks, LocalGateway gateway, FunctionProxy events) {
        return """

                Followup runs. Webhooks become tasks by %s
                  gateway      %s
                  explain      %s/explain/%s
                  why          %s/why/%s/leads/501
                  directory    %s/directory/%s
                  functions    %s
              """.formatted(
                        config.rules(),
                        webhooks,
                        gateway.address(),
                        account(),
                        gateway.address(),
                        account(),
                        gateway.address(),
                        account(),
                        events.address());
    }

    private static String welcome(Sandbox sandbox, URI tls, Path certificate) {
        return """
                  sandbox CRM  %1$s (bearer token: sandbox)
                  with TLS     %2$s (for Node.js: export NODE_EXTRA_CA_CERTS=%3$s)
                Add another lead, and watch:
                  curl %1$s/api/v4/leads -H 'Authorization: Bearer sandbox' -d '[{"name":"Next request","price":70000}]'
                Look at the tasks:
                  curl %1$s/api/v4/tasks -H 'Authorization: Bearer sandbox'
                Move the time ahead:
                  curl -X PUT %1$s/_sandbox/clock -d '{"advance": "15m"}'
              """.formatted(sandbox.address(), tls, certificate);
    }
}
