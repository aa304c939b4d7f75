package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.TestClock;
import dev.followup.account.Accounts;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.ListedTasks;
import dev.followup.crm.task.SampleCommands;
import dev.followup.crm.task.TasksApi;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.ledger.JournalEntry.End;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.WaitSamples;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.Absence;
import dev.followup.task.Outcome;
import dev.followup.task.PersonChoice;
import dev.followup.task.PersonChoice.Candidate;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import dev.followup.worker.AccountWorker;
import dev.followup.worker.WorkerFixture;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tests of who gets a task that goes to the one with the fewest open tasks, with the sandbox's users 101 to
/// 104, of whom the last is deactivated.
class PersonChooserTest {

    private static final String RULES = """
            people:
              anna: { user: 101 }
              boris: { user: 102, max-open-tasks: 2 }
              vera: { user: 103 }
              gone: { user: 104 }
            teams: { sales: [anna, boris, vera], all: [gone, anna] }
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call", due: 1h, responsible: { least-loaded: GROUP } } }]
                fallback: vera
            """;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final Accounts accounts = fixture.accounts();
    private final FollowupConfig config = fixture.config();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = fixture.sandbox();
    private final TestClock now = new TestClock();
    private final TestLedger ledger = new TestLedger(new InMemoryLedger(now));
    private int leads;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
    }

    private AccountWorker worker(String group) throws Exception {
        var rules = Files.writeString(folder.resolve("rules.yaml"), RULES.replace("GROUP", group));
        var books = new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + rules)));
        return workers.worker(books, ledger, new InMemoryInbox(), workers.delivery(ledger, config, now));
    }

    private void work(AccountWorker worker, int count) throws InterruptedException {
        leads += count;
        var messages = IntStream.range(leads - count, leads)
                .mapToObj(lead ->
                        new InboxMessage("m" + lead, "demo", "leads[add][0][id]=" + (501 + lead), now.instant()))
                .toList();
        var deadline = clock.instant().plus(Duration.ofSeconds(20));
        worker.process(
                accounts.all().getFirst(), ledger.own("demo"), new MessageGroup("demo", messages), true, deadline);
    }

    private void open(long user, int tasks) throws Exception {
        var due = clock.instant().plus(Duration.ofDays(1)).getEpochSecond();
        var task = "{\"text\": \"Other\", \"complete_till\": %d, \"responsible_user_id\": %d}".formatted(due, user);
        sandbox.call(
                "POST",
                "/api/v4/tasks",
                IntStream.range(0, tasks).mapToObj(_ -> task).collect(Collectors.joining(",", "[", "]")));
    }

    private List<Long> responsible() throws Exception {
        var page = sandbox.call("GET", "/api/v4/tasks?limit=250&order%5Bid%5D=desc", "");
        return StreamSupport.stream(page.at("/_embedded/tasks").spliterator(), false)
                .filter(task -> task.get("text").asText().equals("Call"))
                .map(task -> task.get("responsible_user_id").asLong())
                .toList();
    }

    private int requests(String method) throws Exception {
        return sandbox.call("GET", "/_sandbox/stats", "")
                .at("/requests/" + method + "/200")
                .asInt();
    }

    @Test
    void tasks_of_a_call_go_to_whoever_has_the_fewest_and_those_of_the_call_count() throws Exception {
        open(101, 3);
        open(102, 1);
        int posts = requests("POST");
        int gets = requests("GET");
        work(worker("sales"), 4);
        assertThat(responsible()).containsExactlyInAnyOrder(103L, 102L, 103L, 103L);
        assertThat(requests("POST") - posts).isEqualTo(1);
        assertThat(requests("GET") - gets).as("one page a person").isEqualTo(3);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void why_says_who_was_chosen_and_who_was_passed_over() throws Exception {
        open(101, 1);
        open(102, 2);
        work(worker("[anna, boris]"), 1);
        assertThat(ledger.journal().about("demo", WaitSamples.LEAD, 10).entries().stream()
                        .flatMap(entry -> entry.commands().stream())
                        .map(planned -> planned.end())
                        .filter(Objects::nonNull)
                        .map(End::reason))
                .containsExactly("anna has the fewest open tasks (1); boris is passed over: has 2 of 2 open tasks");
    }

    @Test
    void who_has_250_open_tasks_has_enough_and_then_the_fallback_gets_it() throws Exception {
        open(101, 250);
        open(102, 2);
        work(worker("[anna, boris]"), 1);
        assertThat(responsible()).containsExactly(103L);
    }

    @Test
    void a_refusal_that_names_the_user_gives_the_task_to_the_next() throws Exception {
        open(101, 3);
        work(worker("all"), 1);
        assertThat(responsible()).containsExactly(101L);
    }

    @Test
    void whoever_is_away_is_not_chosen() throws Exception {
        open(101, 3);
        open(102, 1);
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        ledger.changeAbsences("demo", _ -> List.of(new Absence("vera", today, today, null)));
        work(worker("sales"), 1);
        assertThat(responsible()).containsExactly(102L);
    }

    @Test
    void a_command_waits_while_the_crm_does_not_say_who_has_what() throws Exception {
        sandbox.call(
                "PUT",
                "/_sandbox/behaviour",
                "{\"faults\": [{\"kind\": \"server-error\", \"share\": 1, \"method\": \"GET\"}]}");
        var worker = worker("sales");
        var deadline = clock.instant().plus(Duration.ofMillis(300));
        var message = new InboxMessage("m", "demo", "leads[add][0][id]=501", now.instant());
        worker.process(
                accounts.all().getFirst(),
                ledger.own("demo"),
                new MessageGroup("demo", List.of(message)),
                true,
                deadline);
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(PendingCommand::command)
                .singleElement()
                .satisfies(command -> assertThat(command.awaitsPerson()).isTrue());
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        work(worker, 1);
        assertThat(responsible()).containsExactly(101L);
    }

    /// The answer to the POST is lost: the task is found again, and its person stays.
    @Test
    void a_command_whose_answer_is_lost_keeps_its_person() throws Exception {
        open(101, 1);
        sandbox.call(
                "PUT",
                "/_sandbox/behaviour",
                "{\"faults\": [{\"kind\": \"cut-response\", \"share\": 1, \"method\": \"POST\"}]}");
        var worker = worker("[anna, boris]");
        work(worker, 1);
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(PendingCommand::command)
                .extracting(TaskCommand::responsible)
                .allSatisfy(user -> assertThat(user).contains(102L));
    }

    @Test
    void open_tasks_are_counted_in_the_list_of_all_if_the_crm_ignores_the_filter_by_person() throws Exception {
        open(101, 2);
        open(102, 1);
        open(103, 1);
        var chosen = chosenOfAnnaAndBoris();
        assertThat(chosen.command().responsible()).contains(102L);
        assertThat(chosen.command().choice().map(PersonChoice::reason)).contains("boris has the fewest open tasks (1)");
    }

    @Test
    void a_command_waits_if_the_list_of_all_cannot_be_read_either() throws Exception {
        open(102, 1);
        listFails = true;
        assertThat(chosenOfAnnaAndBoris().settled()).isInstanceOf(Outcome.Blocked.class);
    }

    @Test
    void a_change_that_gives_someone_many_tasks_counts_as_many() throws Exception {
        open(102, 2);
        var change = new TaskCommand.Change(
                new TaskCommand.Origin("e0", "rule", 0),
                new TaskSelection.One(7, null),
                new TaskChange(null, null, null, null, null, 101L, null, null));
        var create = leastLoadedOfAnnaAndBoris();
        var chosen = new PersonChooser(fixture.tasks())
                .choose(
                        session(),
                        List.of(
                                InFlightCommand.of(change, List.of(change, change, change)),
                                InFlightCommand.of(create, List.of(create))));
        assertThat(chosen.getLast().command().responsible()).contains(102L);
    }

    private static TaskCommand leastLoadedOfAnnaAndBoris() {
        var candidates = List.of(new Candidate("anna", 101, null), new Candidate("boris", 102, null));
        return SampleCommands.create("e1", 501).with(new PersonChoice(Map.of(), candidates, null));
    }

    private CrmSession session() {
        return fixture.sessions()
                .begin(accounts.all().getFirst(), clock.instant().plusSeconds(20));
    }

    private boolean listFails;

    /// A command as it is sent by a CRM that ignores the filter by person.
    private InFlightCommand chosenOfAnnaAndBoris() {
        var command = leastLoadedOfAnnaAndBoris();
        var tasks = new CrmTasks(
                new WithoutPersonFilter(fixture.api(TasksApi.class)), config, ParallelRunner.VIRTUAL_THREADS);
        return new PersonChooser(tasks)
                .choose(session(), List.of(InFlightCommand.of(command, List.of(command))))
                .getFirst();
    }

    private final class WithoutPersonFilter extends ListedTasks {

        private final TasksApi api;

        WithoutPersonFilter(TasksApi api) {
            this.api = api;
        }

        @Override
        public @Nullable Page<JsonNode> list(URI host, MultivaluedMap<String, String> query) {
            if (listFails
                    && query.getOrDefault("filter[responsible_user_id][]", List.of())
                                    .size()
                            > 1) {
                throw new CrmException.Unauthorized("GET tasks: 401");
            }
            query.keySet().removeIf(filter -> filter.contains("responsible_user_id"));
            return api.list(host, query);
        }
    }
}
