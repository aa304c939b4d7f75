package dev.followup.crm;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.token.Token;
import dev.followup.account.token.TokenProvider;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.directory.DirectoryApi;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.entity.EntitiesApi;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.eventlog.EventsApi;
import dev.followup.crm.session.AuthorizationFilter;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.session.RateLimitFilter;
import dev.followup.crm.session.ResponseFilter;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.TasksApi;
import dev.followup.crm.webhook.CrmWebhooks;
import dev.followup.crm.webhook.SimulatedWebhooks;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.sandbox.SandboxProxy;
import dev.followup.sandbox.http.Response;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.WorkerFixture;
import dev.followup.worker.planning.EventEnricher;
import dev.followup.worker.recovery.IncomingLeadFilter;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A sandbox CRM of a test's own, and the production's classes that call it over HTTP, without a container: what
/// Quarkus would do, [CrmClients] does. Tests of the container's client are those of `crm` and the functions.
public final class CrmFixture implements AfterEachCallback {

    private static final TokenProvider TOKENS = new TokenProvider() {
        @Override
        public Token token(Account account) {
            return new Token("sandbox");
        }
    };

    private final SandboxResource resource = new SandboxResource();
    private final Map<String, String> addresses = resource.start();
    private final FollowupConfig config = config(Map.of());
    private final Clock clock = Clock.systemUTC();
    private final Metrics metrics = new Metrics();
    private final Accounts accounts = new Accounts(config);
    private final CrmSessions sessions = new CrmSessions(config, clock, MonotonicClock.SYSTEM);
    private final CrmClients clients = new CrmClients(
            new HttpConnection(),
            new AuthorizationFilter(TOKENS, new RateLimitFilter(clock, metrics)),
            new ResponseFilter(new ObjectMapper(), clock, metrics));
    private final CrmTasks tasks = new CrmTasks(api(TasksApi.class), config, ParallelRunner.VIRTUAL_THREADS);
    private final CrmEntities entities = new CrmEntities(api(EntitiesApi.class));
    private final CrmDirectory directory = new CrmDirectory(api(DirectoryApi.class));
    private final CrmWebhooks webhooks = SimulatedWebhooks.of(clients);
    private final EventEnricher enricher = new EventEnricher(entities, clock);

    /// The settings of the tests with an application, and the sandbox as the CRM.
    ///
    /// @param given those that differ
    public FollowupConfig config(Map<String, String> given) {
        var all = new HashMap<>(Map.of(
                "followup.crm.token", "sandbox",
                "followup.crm.account", "demo",
                "followup.crm.loopback", "true",
                "followup.crm.requests-per-second", "100",
                "followup.local.functions", "http://localhost:1",
                "followup.reconcile-after", "0s"));
        all.putAll(addresses);
        all.putAll(given);
        return TestConfig.with(all);
    }

    public FollowupConfig config() {
        return config;
    }

    public Clock clock() {
        return clock;
    }

    public Metrics metrics() {
        return metrics;
    }

    public Accounts accounts() {
        return accounts;
    }

    public TokenProvider tokens() {
        return TOKENS;
    }

    public CrmSessions sessions() {
        return sessions;
    }

    public CrmTasks tasks() {
        return tasks;
    }

    public CrmEntities entities() {
        return entities;
    }

    public CrmDirectory directory() {
        return directory;
    }

    public CrmWebhooks webhooks() {
        return webhooks;
    }

    public EventEnricher enricher() {
        return enricher;
    }

    /// A client of one of the CRM's interfaces.
    public <T> T api(Class<T> type) {
        return clients.of(type);
    }

    /// A factory of workers that call this CRM.
    public WorkerFixture workers() {
        return new WorkerFixture(
                accounts,
                TOKENS,
                tasks,
                webhooks,
                directory,
                new CrmEventLog(api(EventsApi.class)),
                new IncomingLeadFilter(entities),
                enricher,
                entities,
                sessions,
                clock,
                MonotonicClock.SYSTEM,
                ParallelRunner.VIRTUAL_THREADS,
                metrics);
    }

    /// The sandbox, as a person calls it.
    public SandboxCalls sandbox() {
        return new SandboxCalls(host());
    }

    /// A proxy in front of the sandbox, which the test closes.
    public SandboxProxy proxy() {
        return new SandboxProxy(host());
    }

    /// A base URL below which every address takes webhooks, as the CRM requires it.
    public String webhookBaseUrl() {
        return addresses.getOrDefault(SandboxResource.WEBHOOKS, "");
    }

    private URI host() {
        return accounts.all().getFirst().host();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        resource.stop();
    }

    /// The way to a CRM on this machine.
    private static final class HttpConnection implements CrmClients.Connection {

        /// As the settings have it.
        private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

        private static final HttpClient HTTP =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        @Override
        public Response exchange(URI host, CrmRequest request) {
            var http = HttpRequest.newBuilder(host.resolve(request.path() + query(request)))
                    .timeout(READ_TIMEOUT)
                    .header("Authorization", "Bearer sandbox")
                    .header("Content-Type", "application/json")
                    .method(
                            request.method(),
                            request.body().isMissingNode()
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(request.body().toString()))
                    .build();
            try {
                var answer = HTTP.send(http, BodyHandlers.ofString());
                var headers = answer.headers().map().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, header -> header.getValue().getFirst()));
                return new Response(answer.statusCode(), "", answer.body(), headers, Duration.ZERO);
            } catch (IOException e) {
                throw new ProcessingException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProcessingException(e);
            }
        }

        private static String query(CrmRequest request) {
            return request.query().entrySet().stream()
                    .flatMap(parameter -> parameter.getValue().stream()
                            .map(value -> encoded(parameter.getKey()) + "=" + encoded(value)))
                    .collect(Collectors.joining("&", "?", ""));
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        @Override
        public void pause(Duration length) {
            try {
                MonotonicClock.SYSTEM.sleep(length);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProcessingException(e);
            }
        }

        /// Short: tests do not wait.
        @Override
        public long firstDelay(Retry retry) {
            return 4;
        }
    }
}
