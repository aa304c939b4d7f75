package dev.followup.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The sample webhooks: every directory of `webhooks/` is a case with `webhook.form` (line breaks between pairs are
/// ignored), `expected.json`, and the source of the shape in `source.txt`. All values are invented.
class WebhookSamplesTest {

    private static final Path CASES = Path.of("src/test/resources/webhooks");
    private static final Instant SENT_AT = Instant.parse("2026-11-21T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Path> cases() throws IOException {
        try (var directories = Files.list(CASES)) {
            return directories.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reads_as_expected(Path directory) throws IOException {
        var found = json(read(directory));
        assertThat(Files.readString(directory.resolve("source.txt"))).isNotBlank();
        assertThat(found.toPrettyString())
                .isEqualTo(JSON.readTree(Files.readString(directory.resolve("expected.json")))
                        .toPrettyString());
    }

    @Test
    void every_kind_of_event_has_a_case() throws IOException {
        var kinds = EnumSet.noneOf(EventKind.class);
        for (var directory : cases().toList()) {
            if (read(directory) instanceof WebhookContent.Events(var events, var _, var _)) {
                events.forEach(event -> kinds.add(event.kind()));
            }
        }
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(EventKind.reportedByWebhooks());
    }

    private static WebhookContent read(Path directory) throws IOException {
        var body = Files.readString(directory.resolve("webhook.form")).replace("\n", "");
        return new WebhookReader().read("demo", body, SENT_AT);
    }

    private static JsonNode json(WebhookContent reading) {
        return switch (reading) {
            case WebhookContent.Refused(var reason) -> JSON.valueToTree(Map.of("refused", reason));
            case WebhookContent.Events(var events, var unread, var subdomain) -> {
                var json = new LinkedHashMap<String, @Nullable Object>();
                json.put("subdomain", subdomain);
                json.put("events", events.stream().map(WebhookSamplesTest::json).toList());
                json.put(
                        "unread",
                        unread.stream().map(u -> u.where() + ": " + u.reason()).toList());
                yield JSON.valueToTree(json);
            }
        };
    }

    private static Map<String, @Nullable Object> json(CrmEvent event) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("kind", event.kind().word());
        json.put("entity", event.entity() == null ? null : event.entity().toString());
        json.put("time", event.time().toString());
        json.put("key", event.key());
        json.put("facts", event.facts().document());
        return json;
    }
}
