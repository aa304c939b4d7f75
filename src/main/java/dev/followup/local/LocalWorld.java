package dev.followup.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.config.FollowupConfig;
import dev.followup.function.ExplainFunction;
import dev.followup.local.sandbox.Sandbox;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Everything that the functions need around them, on a laptop: a sandbox CRM, the gateway that takes its hooks, and
/// the
/// lanes that hand them to the worker. One sample lead shows the whole way at once.
@IfBuildProfile("dev")
@Singleton
class LocalWorld {

    private static final Logger LOG = Logger.getLogger(LocalWorld.class);
    private static final String ACCOUNT = "demo";
    private static final String SAMPLE_LEAD = "[{\"name\":\"Website request\",\"price\":60000}]";
    private static final Duration SAMPLE_TIME = Duration.ofSeconds(20);
    private final FollowupConfig config;
    private final Sandbox sandbox;
    private final LaneFeeder lanes;
    private final Gateway gateway;
    private final EventDoor events;

    LocalWorld(FollowupConfig config, ExplainFunction explain, ObjectMapper json, Clock clock) {
        this.config = config;
        var local = config.local();
        var functions = local.functions().orElseThrow().resolve("/");
        this.lanes = new LaneFeeder(functions, local.visibility(), json, clock);
        this.sandbox = Sandbox.start(local.sandboxPort());
        this.gateway = Gateway.start(local, lanes, explain, json);
        this.events = new EventDoor(LocalPort.listen(local.eventPort(), "FOLLOWUP_LOCAL_EVENT_PORT"), functions);
    }

    void start(@Observes StartupEvent event) {
        sandbox.subscribe(URI.create(gateway.address() + hooks()));
        // Beside the start, since the functions take events only when it is over.
        Thread.ofVirtual().name("sample lead").start(this::showTheWay);
    }

    void stop(@Observes ShutdownEvent event) {
        events.close();
        gateway.close();
        lanes.close();
        sandbox.close();
    }

    private void showTheWay() {
        try (var http = HttpClient.newHttpClient()) {
            var lead = HttpRequest.newBuilder(sandbox.address().resolve("/api/v4/leads"))
                    .header("Authorization", "Bearer sandbox")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(SAMPLE_LEAD))
                    .build();
            http.send(lead, BodyHandlers.discarding());
            lanes.awaitFinished(SAMPLE_TIME);
        } catch (IOException e) {
            LOG.warn("the sample lead could not be added", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        LOG.info(welcome());
    }

    private String welcome() {
        return """

                Followup runs. Hooks become tasks by %1$s
                  gateway      %2$s%3$s
                  explain      %2$s/explain/%4$s
                  functions    %6$s
                  sandbox CRM  %5$s (bearer token: sandbox)
                Add another lead, and watch:
                  curl %5$s/api/v4/leads -H 'Authorization: Bearer sandbox' -d '[{"name":"Next request","price":70000}]'
                Look at the tasks:
                  curl %5$s/api/v4/tasks -H 'Authorization: Bearer sandbox'
                """.formatted(config.rules(), gateway.address(), hooks(), ACCOUNT, sandbox.address(), events.address());
    }

    private String hooks() {
        return "/hooks/" + config.local().secret() + "/" + ACCOUNT;
    }
}
