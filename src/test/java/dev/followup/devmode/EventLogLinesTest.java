package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.config.FollowupConfig;
import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.telemetry.LogCapture;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The log of a deployed function on the whole way from a webhook to its task, and what it must never hold.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
@TestProfile(EventLogLinesTest.Deployed.class)
class EventLogLinesTest {

    private static final String SECRET = "0c5a3f7ad4b94e1b8d0e6f2f9a7c1b3d";
    private static final String NAME = "Zebra and Sons";
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @Inject
    FollowupConfig config;

    @Inject
    LocalFunctions functions;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    private final SandboxCalls sandbox = new SandboxCalls();
    private final HttpClient http = HttpClient.newHttpClient();
    private LogCapture log;
    private LocalEventSource eventSource;
    private LocalGateway gateway;

    /// Log lines as in a deployed function, and a book with a rule that runs every minute.
    public static final class Deployed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.log.console.json.enabled",
                    "true",
                    "followup.local.secret",
                    SECRET,
                    "followup.rules",
                    "classpath:deployed.yaml");
        }
    }

    @BeforeEach
    void open() throws Exception {
        log = LogCapture.open();
        eventSource = new LocalEventSource(
                SandboxCalls.functions(), config.local().visibility(), json, new SandboxClock(clock));
        gateway = LocalGateway.start(config.local(), eventSource, functions, json);
        sandbox.reset();
    }

    @AfterEach
    void close() {
        gateway.close();
        eventSource.close();
        log.close();
        http.close();
    }

    @Test
    void holds_each_step_with_its_fields_and_one_line_for_the_whole_event() throws Exception {
        post(SECRET, lead(501, 101));
        var whole = awaited("dev.followup.events", "501");
        assertThat(whole.get("level").asText()).isEqualTo("INFO");
        assertThat(whole.get("message").asText())
                .contains("leads/501 lead.added of", "stored after", "planned after", "finished after")
                .containsPattern("call-new-lead\\|0 done, task \\d+ added");
        var fields = whole.get("mdc");
        assertThat(fields.get("account").asText()).isEqualTo("demo");
        assertThat(fields.get("eventKind").asText()).isEqualTo("lead.added");
        assertThat(fields.get("entity").asText()).isEqualTo("leads/501");
        assertThat(fields.get("durationMs").asLong()).isNotNegative();
        var event = fields.get("eventKey").asText();

        var steps = lines().stream()
                .filter(line -> line.get("loggerName").asText().equals("dev.followup.commands"))
                .filter(line -> line.at("/mdc/eventKey").asText().equals(event))
                .toList();
        assertThat(steps).hasSize(2).allSatisfy(step -> {
            assertThat(step.at("/mdc/account").asText()).isEqualTo("demo");
            assertThat(step.at("/mdc/rule").asText()).isEqualTo("call-new-lead");
            assertThat(step.at("/mdc/commandKey").asText()).isEqualTo(event + "|call-new-lead|0");
        });
        assertThat(steps.getFirst().get("mdc").has("outcome")).isFalse();
        assertThat(steps.getLast().at("/mdc/outcome").asText()).isEqualTo("done");
    }

    @Test
    void names_the_command_of_a_refusal_and_the_request_in_its_message() throws Exception {
        post(SECRET, lead(900, 101)); // the CRM does not have it
        var whole = awaited("dev.followup.events", "900");
        assertThat(whole.get("message").asText()).contains("call-new-lead|0 refused");
        assertThat(lines())
                .filteredOn(line -> line.at("/mdc/outcome").asText().equals("refused"))
                .singleElement()
                .satisfies(line -> assertThat(line.get("level").asText()).isEqualTo("ERROR"));
    }

    @Test
    void never_holds_texts_names_tokens_or_the_secret() throws Exception {
        post(SECRET, lead(503, 101));
        post(
                SECRET,
                "message[add][0][id]=m1&message[add][0][type]=incoming&message[add][0][text]=Lion+here"
                        + "&message[add][0][created_at]=1795300000&message[add][0][author][name]=Lion+here");
        post(SECRET, "{\"text\": \"Lion here\"}");
        post(SECRET, "Lion here");
        post("another-secret", lead(504, 101));
        post(SECRET, lead(505, 104));
        awaited("dev.followup.events", "503");
        awaited("dev.followup.events", "505");
        assertThat(sandbox.tasks())
                .anySatisfy(task -> assertThat(task.get("text").asText()).contains(NAME));
        assertThat(lines()).hasSizeGreaterThan(5);
        assertThat(log.lines())
                .noneMatch(
                        line -> line.contains("Zebra") || line.contains("Lion") || line.contains("Call the new lead"))
                .noneMatch(line -> line.contains(SECRET) || line.contains("another-secret"))
                .noneMatch(line -> line.contains("Bearer"));
        assertThat(lines())
                .noneSatisfy(line -> assertThat(line.get("message").asText() + line.get("mdc"))
                        .containsPattern("\\bsandbox\\b"));
    }

    private JsonNode awaited(String logger, String entity) throws Exception {
        var until = clock.instant().plus(LONGEST);
        while (clock.instant().isBefore(until)) {
            for (var line : lines()) {
                if (line.get("loggerName").asText().equals(logger)
                        && line.at("/mdc/entity").asText().endsWith("/" + entity)) {
                    return line;
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no line of " + logger + " about " + entity + " within " + LONGEST);
    }

    /// Each line is a JSON document.
    private List<JsonNode> lines() throws JsonProcessingException {
        return json.readerFor(JsonNode.class)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree("[" + String.join(",", log.lines()) + "]")
                .valueStream()
                .toList();
    }

    private String lead(long id, long owner) {
        return "leads[add][0][id]=%d&leads[add][0][name]=%s".formatted(id, NAME.replace(' ', '+'))
                + "&leads[add][0][responsible_user_id]=%d&leads[add][0][created_at]=%d"
                        .formatted(owner, clock.instant().getEpochSecond());
    }

    private void post(String secret, String body) throws Exception {
        var webhook = HttpRequest.newBuilder(URI.create(gateway.address() + "/hooks/" + secret + "/demo"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
        http.send(webhook, BodyHandlers.discarding());
    }
}
