package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.followup.account.Account;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.TestConfig;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.directory.DirectoryApi;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.entity.EntitiesApi;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.eventlog.EventsApi;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.SampleCommands;
import dev.followup.crm.task.TasksApi;
import dev.followup.crm.webhook.SimulatedWebhooks;
import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryReader;
import dev.followup.directory.DirectoryWriter;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.fuzz.Fuzzer;
import dev.followup.fuzz.JsonMutator;
import dev.followup.fuzz.SampleFiles;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskQuery;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the CRM answers, it is a result: what can be read of it, or a failure. No answer is an exception,
/// and none loses a command.
class CrmAnswerFuzzTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_795_251_600);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String LINKS =
            "\"_page\": 1, \"_links\": {\"next\": {\"href\": \"https://demo.amocrm.ru/api/v4/x?page=2\"}}";

    private static final List<String> ANSWERS = List.of(
            "{" + LINKS + ", \"_embedded\": {\"leads\": [{\"id\": 501, \"name\": \"Site\", \"price\": 9000.5,"
                    + " \"status_id\": 142, \"loss_reason_id\": null, \"is_deleted\": false,"
                    + " \"custom_fields_values\": [{\"field_id\": 77, \"field_code\": \"END\", \"values\":"
                    + " [{\"value\": \"VIP\", \"enum_id\": 3}, {\"value\": true}, {\"value\": {\"name\": \"A\"}}]}],"
                    + " \"_embedded\": {\"tags\": [{\"id\": 1, \"name\": \"new\"}], \"companies\": [{\"id\": 3}],"
                    + " \"contacts\": [{\"id\": 1, \"is_main\": false}, {\"id\": 2, \"is_main\": true}]}}]}}",
            "{" + LINKS + ", \"_embedded\": {\"events\": [{\"id\": \"01b\", \"type\": \"lead_status_changed\","
                    + " \"entity_id\": 501, \"entity_type\": \"lead\", \"created_by\": 102, \"created_at\": 1795251660,"
                    + " \"value_after\": [{\"lead_status\": {\"id\": 142, \"pipeline_id\": 7}},"
                    + " {\"custom_field_value\": {\"field_id\": 77, \"text\": \"b\"}}, {\"tag\": {\"name\": \"x\"}}],"
                    + " \"value_before\": [{\"lead_status\": {\"id\": 1, \"pipeline_id\": 7}}]}]}}",
            "{" + LINKS + ", \"_embedded\": {\"users\": [{\"id\": 101, \"name\": \"Vera Lind\","
                    + " \"email\": \"vera@example.com\", \"rights\": {\"is_active\": true}}]}}",
            "{\"_embedded\": {\"pipelines\": [{\"id\": 7, \"name\": \"Sales\", \"sort\": 1, \"is_archive\": false,"
                    + " \"_embedded\": {\"statuses\": [{\"id\": 10, \"name\": \"New\", \"sort\": 10, \"type\": 1},"
                    + " {\"id\": 142, \"name\": \"Won\", \"sort\": 10000, \"type\": 0}]}}]}}",
            "{\"_embedded\": {\"custom_fields\": [{\"id\": 77, \"code\": null, \"name\": \"Source\", \"type\": \"select\","
                    + " \"enums\": [{\"id\": 1, \"value\": \"Site\"}, {\"id\": 2, \"value\": \"Call\"}]}]}}",
            "{\"_embedded\": {\"webhooks\": [{\"id\": 5, \"destination\": \"https://x.example/hooks/secret/demo\","
                    + " \"settings\": [\"add_lead\"], \"disabled\": false}]}}",
            "{\"id\": 1, \"current_user_id\": 101, \"_embedded\": {\"task_types\": [{\"id\": 1, \"name\": \"Call\"}]}}",
            "{\"_embedded\": {\"tasks\": [{\"id\": 9001, \"request_id\": \"0\", \"updated_at\": 1795251600},"
                    + " {\"id\": 9002, \"request_id\": \"1\"}]}}",
            "{\"title\": \"Bad Request\", \"type\": \"https://httpstatus.es/400\", \"status\": 400, \"detail\":"
                    + " \"Request validation failed\", \"validation-errors\": [{\"request_id\": \"0\", \"errors\":"
                    + " [{\"code\": \"NotSupportedChoice\", \"path\": \"responsible_user_id\", \"detail\": \"No\"}]}]}",
            "{\"title\": \"Too many\", \"status\": 429, \"retry_after\": 300}");

    private final CrmSessions sessions =
            new CrmSessions(TestConfig.with(Map.of()), Clock.fixed(NOW, ZoneOffset.UTC), MonotonicClock.SYSTEM);
    private final Account account = new Account("demo", URI.create("https://demo.amocrm.ru"));

    /// Each answer that cannot be read is an error line.
    private final Logger log = Logger.getLogger("dev.followup.crm");

    @BeforeEach
    void be_quiet() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void log_again() {
        log.setLevel(null);
    }

    @Test
    void every_answer_is_a_result() throws Exception {
        var documented = SampleFiles.texts(".json", "src/test/resources/documented").stream();
        var samples = Stream.concat(ANSWERS.stream(), documented)
                .map(JsonMutator::document)
                .toList();
        Fuzzer.run(700, new JsonMutator(samples), this::read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"updated_at\":223372036854775808}",
                "{\"_embedded\":{\"tasks\":[null, {\"id\": 9001, \"updated_at\": -31557014167219201}]}}",
                "{\"_embedded\":{\"users\":[{\"id\":101,\"name\":\"A\"},{\"id\":101,\"name\":\"A\"}]}}",
                "{\"_embedded\":{\"custom_fields\":[{\"id\":77,\"name\":\"A\",\"type\":\" \"}]}}"
            })
    void an_answer_that_once_was_an_exception_is_a_result(String body) {
        read(body);
    }

    private void read(String body) {
        var document = document(body);
        readAsRefusal(document);
        var api = new AnsweringClient(document);
        readTasks(api.of(TasksApi.class));
        readEntities(new CrmEntities(api.of(EntitiesApi.class)));
        var events = new CrmEventLog(api.of(EventsApi.class));
        events.recordedEvents(session(), CrmEventLog.listed(Set.of(EventKind.values())), NOW.minusSeconds(900), NOW);
        if (events.changes(session(), "lead", List.of(501L), Instant.EPOCH) instanceof CrmResult.All(var changes)) {
            changes.forEach(change -> change.undo(new HashMap<>(Map.of("custom_fields", Map.of("77", List.of("b"))))));
        }
        SimulatedWebhooks.of(api).all(session());
        if (new CrmDirectory(api.of(DirectoryApi.class)).read(session()) instanceof CrmResult.All(var directory)) {
            assertIsWritten(directory);
        }
    }

    private void readTasks(TasksApi api) {
        var tasks = new CrmTasks(api, TestConfig.with(Map.of()), ParallelRunner.VIRTUAL_THREADS);
        tasks.find(session(), TaskQuery.ALL);
        for (List<TaskCommand> commands : List.of(
                SampleCommands.creates(1),
                SampleCommands.creates(2),
                SampleCommands.completions(9001),
                SampleCommands.completions(9001, 9002))) {
            assertThat(tasks.carryOut(session(), commands))
                    .containsOnlyKeys(commands.stream().map(TaskCommand::key).toList())
                    .allSatisfy((_, outcome) -> assertThat(outcome).isInstanceOf(Outcome.class));
        }
    }

    private void readEntities(CrmEntities entities) {
        for (var type : List.of(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS)) {
            entities.fetch(session(), type, Set.of(501L, 502L));
            entities.page(session(), type, 1, 50);
        }
        entities.userNames(session());
        entities.incomingStages(session());
        entities.tokenUser(session());
    }

    private static void readAsRefusal(JsonNode document) {
        for (var status : List.of(400, 401, 403, 404, 422, 429, 500)) {
            var error = ErrorBody.of(document, status);
            assertThat(error.detail()).hasSizeLessThan(400);
            error.items().forEach(item -> assertThat(item.words()).hasSizeLessThan(800));
            for (var subject : CallSubject.values()) {
                AnswerClassifier.meaning(status, error, subject);
            }
        }
        RetryAfter.of(document.asText(), document, NOW);
    }

    /// The directory of any account is a file that can be read again.
    private static void assertIsWritten(Directory directory) {
        DirectoryReader.read("directory.yaml", DirectoryWriter.plain(directory));
    }

    private CrmSession session() {
        return sessions.begin(account, NOW.plusSeconds(20));
    }

    private static JsonNode document(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }

    /// The REST client of a CRM that gives every call the same answer, as Quarkus reads it.
    private record AnsweringClient(JsonNode answer) implements SimulatedWebhooks.ClientFactory {

        @Override
        public <T> T of(Class<T> api) {
            return api.cast(Proxy.newProxyInstance(
                    api.getClassLoader(), new Class<?>[] {api}, (_, method, _) -> answer(method)));
        }

        private @Nullable Object answer(Method method) {
            if (!answer.isContainerNode()) {
                throw new CrmException.Broken(CrmCall.CURRENT.get(), "not whole JSON"); // as the response filter does
            }
            try {
                return JSON.readerFor(JSON.constructType(method.getGenericReturnType()))
                        .readValue(answer);
            } catch (IOException e) {
                throw new ProcessingException(e);
            }
        }
    }
}
