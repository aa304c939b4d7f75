package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.inbox.RecordingInbox;
import dev.followup.rule.store.RuleBookStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The function `away` with the sample of `infra/events`.
@QuarkusTest
class AwayFunctionTest {

    private static final String RULES = """
            people: { anna: { user: 101, deputy: boris }, boris: { user: 102 } }
            rules: [{ name: call, when: lead.added, then: [{ create-task: { text: "Call", due: 1h } }] }]
            """;

    @Inject
    Accounts accounts;

    @Inject
    ObjectMapper json;

    @TempDir
    Path folder;

    private final RecordingInbox inbox = new RecordingInbox();
    private AwayFunction away;

    @BeforeEach
    void open() throws IOException {
        var rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        away = new AwayFunction(
                accounts, inbox, new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + rules))));
    }

    private String answer(String request) throws IOException {
        return json.writeValueAsString(away.away(json.readValue(request, AwayFunction.Request.class)));
    }

    @Test
    void reports_an_absence_through_the_inbox() throws IOException {
        assertThat(answer(Files.readString(Path.of("infra/events/away.json"))))
                .contains(
                        "anna is away from 2026-11-30 until 2026-12-04, with deputy boris, as soon as the worker has");
        assertThat(inbox.requests)
                .containsExactly("demo {\"followup\": \"away\", \"subject\": \"people/anna\", \"from\": \"2026-11-30\","
                        + " \"to\": \"2026-12-04\", \"deputy\": \"boris\"}");
    }

    @Test
    void reports_that_somebody_is_back() throws IOException {
        assertThat(answer("{\"account\": \"demo\", \"person\": \"anna\", \"back\": \"2026-12-03\"}"))
                .contains("anna is back on 2026-12-03 as soon as the worker has read it");
        assertThat(inbox.requests)
                .containsExactly(
                        "demo {\"followup\": \"back\", \"subject\": \"people/anna\", \"from\": \"2026-12-03\"}");
    }

    @Test
    void says_that_the_inbox_is_away() throws IOException {
        inbox.open = false;
        assertThat(answer(Files.readString(Path.of("infra/events/away.json")))).contains("the inbox failed, ask again");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"account": "other", "person": "anna", "from": "2026-11-30", "to": "2026-12-04"} | account | found other, expected one that is served here: demo
            {"account": "demo", "person": "ana", "from": "2026-11-30", "to": "2026-12-04"}   | person  | found ana, did you mean "anna"?
            {"account": "demo", "from": "2026-11-30", "to": "2026-12-04"}                    | person  | found none, expected a person of the rule book
            {"account": "demo", "person": "anna", "from": "2026-12-04", "to": "2026-11-30"}  | to      | found 2026-11-30, which is before the first day 2026-12-04
            {"account": "demo", "person": "anna", "from": "today", "to": "2026-12-04"}       | from    | found today, expected a day such as 2026-12-21
            {"account": "demo", "person": "anna", "from": "2026-12-04"}                      | to      | found none, expected a day such as 2026-12-21
            {"account": "demo", "person": "anna", "from": "2026-12-04", "to": "2026-12-04", "deputy": "anna"} | deputy | found the person who is away
            {"account": "demo", "person": "anna", "from": "2026-12-04", "back": "2026-12-04"} | back   | found back beside from, to or deputy
            """)
    void reports_what_is_wrong_and_sends_nothing(String request, String where, String reason) throws IOException {
        var refusal = json.readTree(answer(request)).at("/refused/0");
        assertThat(refusal.path("where").asText()).isEqualTo(where);
        assertThat(refusal.path("reason").asText()).contains(reason);
        assertThat(inbox.requests).isEmpty();
    }
}
