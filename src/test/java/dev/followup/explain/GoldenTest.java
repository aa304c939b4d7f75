package dev.followup.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.followup.directory.DirectoryReader;
import dev.followup.event.CrmEvent;
import dev.followup.event.SampleEvent;
import dev.followup.rule.RuleBookReader;
import dev.followup.rule.SandboxRules;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The golden cases, from a webhook and a rule book to commands: a directory per case, with `webhook.form`,
/// `expected.json`, `rules.yaml` unless the one for the sandbox is used, `directory.yaml` if it uses names, and
/// `facts.json` where the CRM is asked for what the webhook lacks. Events without a time of their own happened
/// on Saturday, 21 November 2026, at 13:00 in Moscow.
class GoldenTest {

    private static final Path CASES = Path.of("src/test/resources/golden");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static Stream<Path> cases() throws IOException {
        try (var directories = Files.list(CASES)) {
            return directories.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void an_event_leads_to_these_commands_and_no_others(Path directory) throws IOException {
        var found = json.writeValueAsString(commands(directory));
        assertThat(found).isEqualToIgnoringWhitespace(Files.readString(directory.resolve("expected.json")));
    }

    private CrmEvent knowing(CrmEvent event, Path facts) throws IOException {
        if (!Files.exists(facts)) {
            return event;
        }
        var known = event;
        var fetched = json.readValue(facts.toFile(), new TypeReference<Map<String, Map<String, Object>>>() {});
        for (var subject : fetched.entrySet()) {
            known = known.knowing(subject.getKey(), subject.getValue());
        }
        return known;
    }

    /// The events of a webhook, or those that the clock causes.
    private List<CrmEvent> events(Path directory) throws IOException {
        var ofClock = directory.resolve("events.json");
        if (Files.exists(ofClock)) {
            List<Map<String, @Nullable Object>> documents = json.readValue(ofClock.toFile(), new TypeReference<>() {});
            var events = new ArrayList<CrmEvent>();
            for (var document : documents) {
                events.add(new SampleEvent(document).in("demo", NOW));
            }
            return events;
        }
        return switch (new WebhookReader().read("demo", Files.readString(directory.resolve("webhook.form")), NOW)) {
            case WebhookContent.Events content -> content.events();
            case WebhookContent.Refused refused -> throw new AssertionError(refused.reason());
        };
    }

    private Map<String, List<?>> commands(Path directory) throws IOException {
        var own = directory.resolve("rules.yaml");
        var rules = Files.exists(own) ? Files.readString(own) : SandboxRules.text();
        var names = directory.resolve("directory.yaml");
        var explanation = new ExplanationBuilder(RuleBookReader.read(
                "rules.yaml",
                rules,
                Files.exists(names) ? DirectoryReader.read("directory.yaml", Files.readString(names)) : null));
        for (var event : events(directory)) {
            explanation.add(knowing(event, directory.resolve("facts.json")));
        }
        var written = explanation.build();
        var result = new LinkedHashMap<String, List<?>>();
        result.put("commands", written.commands());
        result.put("warnings", written.warnings());
        return result;
    }
}
