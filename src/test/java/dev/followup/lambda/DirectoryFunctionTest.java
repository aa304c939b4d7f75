package dev.followup.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.session.CrmSessions;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryReader;
import dev.followup.directory.NameKind;
import dev.followup.rule.store.RuleBookStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The function `directory` with the samples of `infra/events`, against the sandbox.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class DirectoryFunctionTest {

    @Inject
    Accounts accounts;

    @Inject
    CrmDirectory crm;

    @Inject
    CrmSessions sessions;

    @Inject
    ObjectMapper json;

    private final SandboxCalls sandbox = new SandboxCalls();
    private DirectoryFunction function;

    @BeforeEach
    void open() throws Exception {
        sandbox.reset();
        var withDirectory =
                new RuleBookStore(TestConfig.with(Map.of("followup.rules", "classpath:directory/rules.yaml")));
        function = new DirectoryFunction(accounts, withDirectory, crm, sessions, Clock.systemUTC());
    }

    @Test
    void reads_all_that_the_account_has_page_by_page() throws Exception {
        for (int i = 0; i < 260; i++) {
            sandbox.call("POST", "/_sandbox/users", "{\"name\": \"User %d\"}".formatted(i));
        }
        sandbox.call("POST", "/_sandbox/pipelines", "{\"id\": 9621011, \"is_archive\": true}");

        var directory = directory(answer("directory.json"));

        assertThat(directory.users()).hasSize(264);
        assertThat(directory.users().get(2))
                .isEqualTo(new Directory.User(103, "Vera Lind", "user103@demo.example", true));
        assertThat(directory.user(104)).get().matches(user -> !user.active());
        assertThat(directory.pipelines()).extracting(Directory.Pipeline::name).containsExactly("Sales");
        assertThat(directory.pipelines().getFirst().stages())
                .extracting(Directory.Stage::name)
                .containsExactly("Incoming leads", "First contact", "Negotiation", "Contract", "Won", "Lost");
        assertThat(directory.taskTypes())
                .extracting(Directory.Type::name)
                .containsExactly("Follow-up", "Meeting", "Send an offer", "Visit");
        assertThat(directory.fields())
                .extracting(Directory.Field::name)
                .containsExactly("Pay date", "Source", "Area", "Position", "Phone", "Email", "Birthday");
    }

    @Test
    void keeps_the_former_name_of_what_was_renamed() throws Exception {
        assertThat(directory(answer("directory.json")).formerNames())
                .containsExactly(new Directory.FormerName(NameKind.STAGE, 96210103, "Sales / Papers"));
    }

    @Test
    void says_what_the_file_is_for_and_has_no_secret_in_it() throws Exception {
        assertThat(answer("directory.json").path("directory").asText())
                .startsWith("# The directory of the account demo")
                .doesNotContain("Bearer", "\"sandbox\"");
    }

    @Test
    void makes_a_schema_with_the_names_of_the_account() throws Exception {
        var schema =
                json.readTree(answer("directory-schema.json").path("directory").asText());
        assertThat(schema.at("/definitions/pipeline-name/enum").toString()).isEqualTo("[\"Sales\",\"Partners\"]");
    }

    @Test
    void refuses_what_it_does_not_know_and_says_what_the_crm_refused() throws Exception {
        assertThat(called("{\"account\": \"nobody\"}").toString())
                .isEqualTo(
                        "{\"refused\":[{\"where\":\"account\",\"reason\":\"found nobody, expected one that is served here: demo\"}]}");
        assertThat(called("{\"account\": \"demo\", \"as\": \"xml\"}")
                        .at("/refused/0/reason")
                        .asText())
                .isEqualTo("found xml, expected yaml or schema");
        sandbox.call(
                "PUT",
                "/_sandbox/behaviour",
                "{\"faults\": [{\"kind\": \"forbidden-json\", \"path\": \"/api/v4/users\", \"share\": 1}]}");
        var refused = answer("directory.json");
        assertThat(refused.has("directory")).as(refused.toString()).isFalse();
        assertThat(refused.at("/refused/0/where").asText()).isEqualTo("crm");
    }

    private JsonNode answer(String sample) throws IOException {
        return called(Files.readString(Path.of("infra/events", sample)));
    }

    private JsonNode called(String request) throws IOException {
        return json.valueToTree(function.directory(json.readValue(request, DirectoryFunction.Request.class)));
    }

    private static Directory directory(JsonNode answer) {
        return DirectoryReader.read("directory.yaml", answer.path("directory").asText());
    }
}
