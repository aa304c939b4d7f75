package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.TestClock;
import dev.followup.account.Account;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.TestConfig;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.session.Page;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.ListedTasks;
import dev.followup.event.EntityRef;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.NewTask;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenTaskQueryTest {

    private final TestClock clock = new TestClock();
    private final OpenTaskList crm = new OpenTaskList();

    @ParameterizedTest
    @CsvSource({"1, 1", "100, 1", "101, 2", "200, 2", "201, 3"})
    void the_open_tasks_of_every_guarded_entity_are_asked_for_and_of_a_hundred_at_once(int entities, int calls) {
        var config = TestConfig.with(Map.of());
        var sessions = new CrmSessions(config, clock, MonotonicClock.SYSTEM);
        var session = sessions.begin(
                new Account("demo", URI.create("https://demo.amocrm.ru")),
                clock.instant().plusSeconds(20));
        var tasks = new CrmTasks(crm, config, ParallelRunner.VIRTUAL_THREADS);
        var commands = IntStream.rangeClosed(1, entities)
                .<TaskCommand>mapToObj(this::guarded)
                .toList();

        var snapshot = new OpenTaskQuery(tasks, new InMemoryLedger(clock)).snapshot(session, commands, List.of());

        assertThat(crm.asked)
                .hasSize(calls)
                .allSatisfy(ids -> assertThat(ids).hasSizeLessThanOrEqualTo(100))
                .flatMap(ids -> ids)
                .hasSize(entities)
                .doesNotHaveDuplicates();
        assertThat(commands)
                .extracting(command -> snapshot.inFlight(command).settled())
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Skipped.class));
    }

    /// A command that is not sent, since its lead has an open task.
    private TaskCommand guarded(int lead) {
        var about = new EntityRef(EntityRef.Type.LEADS, lead);
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", clock.instant(), null, about, null, null);
        var unless = new OpenTaskFilter(about, Set.of(), Set.of(), null);
        return new TaskCommand.Create(new TaskCommand.Origin("e" + lead, "call", 0), task, unless);
    }

    /// A CRM in which every lead has an open task.
    private static final class OpenTaskList extends ListedTasks {

        private final ObjectMapper json = new ObjectMapper();
        private final List<List<String>> asked = new ArrayList<>();

        @Override
        public Page<JsonNode> list(URI host, MultivaluedMap<String, String> query) {
            var ids = query.getOrDefault("filter[entity_id][]", List.of());
            asked.add(List.copyOf(ids));
            var page = json.createObjectNode();
            var tasks = page.putObject("_embedded").putArray("tasks");
            ids.forEach(id -> tasks.add(task(Long.parseLong(id))));
            return json.convertValue(page, json.getTypeFactory().constructParametricType(Page.class, JsonNode.class));
        }

        private ObjectNode task(long lead) {
            return json.createObjectNode()
                    .put("id", 9000 + lead)
                    .put("entity_type", "leads")
                    .put("entity_id", lead);
        }
    }
}
