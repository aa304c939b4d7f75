package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.inbox.RecordingInbox;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The function `why` with the samples of `infra/events`.
@QuarkusTest
class WhyFunctionTest {

    @Inject
    Accounts accounts;

    @Inject
    RuleBookStore books;

    @Inject
    ObjectMapper json;

    private final RecordingInbox inbox = new RecordingInbox();
    private WhyFunction why;

    @BeforeEach
    void open() {
        why = new WhyFunction(accounts, books, new InMemoryLedger(Clock.systemUTC()), inbox);
    }

    private String answer(String request) throws IOException {
        return json.writeValueAsString(why.why(json.readValue(request, WhyFunction.Request.class)));
    }

    private static String sample(String name) throws IOException {
        return Files.readString(Path.of("infra/events", name));
    }

    @Test
    void answers_the_samples() throws IOException {
        assertThat(answer(sample("why-entity.json"))).startsWith("{\"text\":[\n\"leads/501, times of Europe/Moscow\",");
        assertThat(answer(sample("why-day.json"))).contains("No webhook has come at all.");
        assertThat(json.readTree(answer(sample("why-task.json")))
                        .at("/answer/0")
                        .asText())
                .isEqualTo("Followup did not add task 9001.");
        assertThat(inbox.requests).isEmpty();
    }

    @Test
    void drops_what_waits_through_the_inbox() throws IOException {
        assertThat(answer(sample("why-drop.json"))).contains("is dropped as soon as the worker has read it");
        assertThat(inbox.requests)
                .containsExactly(
                        "demo {\"followup\": \"drop-wait\", \"subject\": \"leads/501\", \"rule\": \"call-new-lead\"}");
    }

    @Test
    void says_that_the_inbox_is_away() throws IOException {
        inbox.open = false;
        assertThat(answer(sample("why-drop.json"))).contains("the ledger or the inbox failed, ask again");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"account": "demo"}                                              | entity  | found 0 questions
            {"account": "demo", "entity": "leads/1", "task": 1}              | entity  | found 2 questions
            {"account": "other", "entity": "leads/1"}                        | account | found other, expected one that is served here: demo
            {"account": "demo", "entity": "501"}                             | entity  | expected one such as leads/501
            {"account": "demo", "day": "yesterday"}                          | day     | found yesterday, expected
            {"account": "demo", "drop": {"entity": "leads/1", "rule": "\\""}} | drop    | expected such as
            {"account": "demo", "drop": {"entity": "leads/1"}}               | drop    | expected such as
            {"account": "demo", "drop": {"rule": "call"}}                    | drop    | expected such as
            {"entity": "leads/1"}                                            | account | found none, expected one that is served here: demo
            """)
    void reports_what_is_wrong_with_a_question(String request, String where, String reason) throws IOException {
        var refusal = json.readTree(answer(request)).at("/refused/0");
        assertThat(refusal.path("where").asText()).isEqualTo(where);
        assertThat(refusal.path("reason").asText()).contains(reason);
    }
}
