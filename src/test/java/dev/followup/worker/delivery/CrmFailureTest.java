package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.sandbox.SandboxProxy;
import dev.followup.task.TaskCommand;
import dev.followup.telemetry.LogCapture;
import dev.followup.worker.WorkerFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of commands when the CRM fails: each is carried out once, or closed with the CRM's reason.
class CrmFailureTest {

    private static final String RULES = """
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call", due: 1h, responsible: owner } }]
              - name: close
                when: lead.status-changed
                then: [{ complete-tasks: { result: "Closed" } }]
            """;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final Accounts accounts = fixture.accounts();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    /// Uncertain commands are reconciled immediately, and missed events are not recovered.
    private final FollowupConfig config =
            TestConfig.with(Map.of("followup.reconcile-after", "0s", "followup.recover-missed-events", "false"));

    private final SandboxCalls sandbox = fixture.sandbox();
    private final LogCapture log = LogCapture.open();
    private final SandboxProxy relay = fixture.proxy();
    private RuleBookStore books;
    private TestLedger ledger;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        books = books(RULES);
        ledger = new TestLedger(new InMemoryLedger(clock));
    }

    @AfterEach
    void end() {
        relay.close();
        log.close();
    }

    @Test
    void closes_a_command_that_the_token_has_no_right_to_with_the_crms_words_and_sends_the_others() throws Exception {
        taskOf(502);
        relay.refuse("PATCH", 403, "{\"title\": \"Forbidden\", \"status\": 403, \"detail\": \"Not your task\"}");
        work(relay.account(), lead(501), closed(502), lead(503));
        assertThat(leadsWithTasks()).containsExactlyInAnyOrder(501L, 502L, 503L);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("the CRM refused it"))
                .singleElement()
                .asString()
                .contains("ERROR", "leads/502", "rule close", "403 (Not your task)", "the right to do this");
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(ledger.state("demo").openCircuit()).isNull();
        relay.open();
        work(relay.account(), tick());
        assertThat(relay.requests()).containsOnlyOnce("PATCH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "302 | ''",
                "404 | <html>Not found</html>",
                "404 | {\"title\": \"Not Found\", \"detail\": \"Account not found\", \"status\": 404}",
                "405 | {}",
                "408 | <html>Slow</html>",
                "409 | {}",
                "423 | {}",
                "425 | ''",
                "400 | <html>Bad request</html>",
                "403 | {\"title\": \"Forbidden\", \"status\": 403}"
            })
    void one_answer_of_a_proxy_to_a_call_about_many_commands_closes_none(int status, String answer) throws Exception {
        var leads = LongStream.rangeClosed(501, 550).boxed().toList();
        relay.refuse("POST", status, answer, 1);
        work(relay.account(), leads.stream().map(this::lead).toArray(InboxMessage[]::new));
        work(relay.account(), tick());
        assertThat(leadsWithTasks()).containsExactlyInAnyOrderElementsOf(leads);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(ledger.state("demo").openCircuit()).isNull();
    }

    @Test
    void a_bad_minute_of_a_proxy_opens_the_circuit_for_seconds_and_asks_for_nobody() throws Exception {
        relay.refuse("POST", 404, "<html>Not found</html>");
        work(relay.account(), lead(501), lead(502), lead(503));
        assertThat(ledger.state("demo").pendingCommands()).hasSize(3);
        assertThat(ledger.state("demo").openCircuit()).isNotNull();
        relay.open();
        workAfter(Duration.ofSeconds(11), relay.account(), tick());
        assertThat(leadsWithTasks()).containsExactly(501L, 502L, 503L);
        assertThat(ledger.state("demo").openCircuit()).isNull();
        assertThat(log.lines()).noneMatch(line -> line.contains("ERROR"));
    }

    @Test
    void refusals_without_a_reason_that_do_not_pass_ask_for_a_person_once() throws Exception {
        relay.refuse("POST", 405, "{\"title\": \"Method Not Allowed\"}");
        work(relay.account(), lead(501), lead(502));
        workAfter(Duration.ofMinutes(1), relay.account(), tick());
        assertThat(log.lines()).noneMatch(line -> line.contains("ERROR"));
        workAfter(Duration.ofMinutes(3), relay.account(), tick());
        workAfter(Duration.ofMinutes(10), relay.account(), tick());
        assertThat(log.lines())
                .filteredOn(line -> line.contains("ERROR"))
                .singleElement()
                .asString()
                .contains("demo: circuit open, commands stay pending", "405");
        assertThat(ledger.state("demo").pendingCommands()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"405, {}", "403, <html>firewall</html>"})
    void a_command_that_a_firewall_dislikes_is_given_up_after_three_invocations_and_holds_up_nobody(
            int status, String answer) throws Exception {
        taskOf(520); // so that the sandbox has tasks
        relay.refuseBodies("\"entity_id\":502", status, answer);
        work(relay.account(), lead(501), lead(502), lead(503), lead(504));
        workAfter(Duration.ofMinutes(6), relay.account(), tick(), lead(505));
        workAfter(Duration.ofMinutes(12), relay.account(), tick(), lead(506));
        workAfter(Duration.ofMinutes(18), relay.account(), tick(), lead(507));
        assertThat(leadsWithTasks()).containsExactlyInAnyOrder(520L, 501L, 503L, 504L, 505L, 506L, 507L);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("the CRM refused it"))
                .singleElement()
                .asString()
                .contains("ERROR", "leads/502", "refused alone 3 times");
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(ledger.state("demo").openCircuit()).isNull();
    }

    @Test
    void a_command_is_refused_alone_once_in_an_invocation_and_not_given_up_within_seconds() throws Exception {
        relay.refuseBodies("\"entity_id\":502", 405, "{}");
        work(relay.account(), lead(501), lead(502), lead(503), lead(504));
        assertThat(ledger.state("demo").pendingCommands())
                .singleElement()
                .satisfies(pending -> assertThat(pending.refusals()).isEqualTo(1));
        for (long lead = 505; lead <= 508; lead++) {
            work(relay.account(), lead(lead));
        }
        relay.open();
        work(relay.account(), tick());
        assertThat(leadsWithTasks()).contains(502L).hasSize(8);
    }

    @Test
    void a_circuit_that_opens_again_after_the_crm_took_a_command_is_probed_within_seconds() throws Exception {
        var hourAgo = clock.instant().minus(Duration.ofHours(1));
        ledger.openCircuit("demo", new OpenCircuit("refused", hourAgo, hourAgo, true));
        relay.refuseBodies("\"entity_id\":51", 405, "{}");
        var leads = LongStream.concat(LongStream.of(501), LongStream.range(5100, 5121));
        work(relay.account(), leads.mapToObj(this::lead).toArray(InboxMessage[]::new));
        assertThat(leadsWithTasks()).containsExactly(501L);
        assertThat(ledger.state("demo").openCircuit())
                .isNotNull()
                .satisfies(circuit ->
                        assertThat(circuit.probeAt()).isBefore(clock.instant().plusSeconds(11)));
    }

    @Test
    void a_refused_query_for_open_tasks_closes_no_command() throws Exception {
        taskOf(502);
        relay.refuse("GET", 404, "{\"title\": \"Not Found\", \"status\": 404}");
        work(relay.account(), closed(502));
        assertThat(ledger.state("demo").pendingCommands()).hasSize(1);
        relay.open();
        work(relay.account(), tick());
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(sandbox.tasks()).allMatch(task -> task.get("is_completed").asBoolean());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void without_a_connection_commands_stay_pending_until_the_next_tick_or_webhook_sends_them_once(boolean tick)
            throws Exception {
        relay.close();
        workFor(Duration.ofSeconds(2), relay.account(), lead(501), lead(502));
        assertThat(ledger.state("demo").pendingCommands()).hasSize(2);
        assertThat(ledger.state("demo").openCircuit()).isNull();
        assertThat(sandbox.tasks()).isEmpty();
        var next = tick ? tick() : message("leads[note][0][note][element_id]=1");
        work(reachable(), next);
        work(reachable(), next);
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void the_circuit_of_an_unpaid_account_is_open_until_a_probe_succeeds() throws Exception {
        relay.refuse(".*", 402, "{\"title\": \"Payment Required\", \"status\": 402}");
        work(relay.account(), lead(501), lead(502));
        workAfter(Duration.ofMinutes(1), relay.account(), tick(), lead(503));
        assertThat(relay.requests()).hasSize(1);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("ERROR"))
                .singleElement()
                .asString()
                .contains("demo: circuit open, commands stay pending", "402", "pay for the account");
        relay.open();
        workAfter(Duration.ofMinutes(6), relay.account(), tick());
        assertThat(leadsWithTasks()).containsExactly(501L, 502L, 503L);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(ledger.state("demo").openCircuit()).isNull();
    }

    @Test
    void commands_over_the_rate_limit_stay_pending_and_are_done_once() throws Exception {
        fail("too-many-requests");
        workFor(Duration.ofSeconds(2), reachable(), lead(501), lead(502));
        assertThat(sandbox.tasks()).isEmpty();
        recover();
        work(reachable(), lead(501), lead(502));
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway-timeout", "lost-answer", "garbage"})
    void a_command_done_without_a_good_response_is_found_and_not_sent_again(String fault) throws Exception {
        fail(fault);
        workFor(Duration.ofSeconds(2), reachable(), lead(501), lead(502));
        recover();
        assertThat(sandbox.tasks()).hasSize(2);
        assertThat(ledger.state("demo").pendingCommands()).hasSize(2);
        work(reachable(), lead(501), lead(502));
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(log.lines())
                .filteredOn(line -> line.contains(": found as task "))
                .hasSize(2);
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
    }

    @Test
    void a_task_that_somebody_has_edited_since_its_answer_was_lost_is_not_added_again() throws Exception {
        fail("lost-answer");
        workFor(Duration.ofSeconds(2), reachable(), lead(501));
        recover();
        var task = sandbox.tasks().getFirst().get("id").asLong();
        sandbox.call("PATCH", "/api/v4/tasks/" + task, "{\"text\": \"Call on Monday\", \"task_type_id\": 2}");
        work(reachable(), tick());
        assertThat(sandbox.tasks()).hasSize(1);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void an_equal_task_of_somebody_else_is_never_taken_for_ours() throws Exception {
        fail("unavailable");
        workFor(Duration.ofSeconds(2), reachable(), lead(501));
        recover();
        var due = ledger.state("demo").pendingCommands().getFirst().command() instanceof TaskCommand.Create create
                ? create.task().due().getEpochSecond()
                : 0;
        sandbox.call(
                "POST",
                "/api/v4/tasks",
                "[{\"text\": \"Call\", \"complete_till\": %d, \"entity_id\": 501, \"entity_type\": \"leads\", \"created_by\": 102}]"
                        .formatted(due));
        work(reachable(), tick());
        assertThat(leadsWithTasks()).containsExactly(501L, 501L);
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("created_by").asLong())
                .containsExactlyInAnyOrder(101L, 102L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unavailable", "server-error"})
    void a_command_lost_without_a_response_is_not_found_and_sent_again(String fault) throws Exception {
        fail(fault);
        workFor(Duration.ofSeconds(2), reachable(), lead(501), lead(502));
        recover();
        assertThat(sandbox.tasks()).isEmpty();
        work(reachable(), lead(501), lead(502));
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
    }

    @Test
    void the_task_of_a_deactivated_owner_goes_to_the_tokens_user_if_the_rule_names_nobody_else() throws Exception {
        var ofNobody = message(lead(502).body() + "&leads[add][0][responsible_user_id]=104");
        work(reachable(), lead(501), ofNobody, lead(503));
        assertThat(leadsWithTasks()).containsExactlyInAnyOrder(501L, 502L, 503L);
        assertThat(responsibleOf(502L)).containsExactly(101L);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("the CRM refused the responsible user"))
                .singleElement()
                .asString()
                .contains("WARN", "leads/502", "responsible_user_id", "nobody in particular");
    }

    @Test
    void the_task_of_a_deactivated_owner_goes_to_the_fallback_of_the_rule() throws Exception {
        books = books("""
                rules:
                  - name: call
                    when: lead.added
                    fallback: 103
                    then: [{ create-task: { text: "Call", due: 1h, responsible: owner } }]
                """);
        work(reachable(), message(lead(502).body() + "&leads[add][0][responsible_user_id]=104"));
        assertThat(responsibleOf(502L)).containsExactly(103L);
    }

    @Test
    void a_deactivated_member_of_a_rotation_is_passed_over() throws Exception {
        books = books("""
                rules:
                  - name: call
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: 1h, responsible: { rotate: [101, 104, 103] } } }]
                """);
        work(reachable(), lead(501), lead(502), lead(503));
        assertThat(responsibleOf(501L, 502L, 503L)).containsExactly(101L, 103L, 103L);
    }

    @Test
    void a_change_to_a_deactivated_user_goes_to_the_fallback_and_changes_nobody_else() throws Exception {
        taskOf(502);
        books = books("""
                rules:
                  - name: move
                    when: lead.status-changed
                    fallback: 102
                    then: [{ change-tasks: { responsible: 104 } }]
                """);
        work(reachable(), closed(502));
        assertThat(responsibleOf(502L)).containsExactly(102L);
    }

    @Test
    void a_refused_task_of_several_leaves_a_line() throws Exception {
        taskOf(502);
        taskOf(502);
        relay.refuse(
                "PATCH",
                400,
                "{\"title\": \"Bad Request\", \"status\": 400, \"validation-errors\": [{\"request_id\": \"1\","
                        + " \"errors\": [{\"code\": \"NotAllowed\", \"path\": \"is_completed\", \"detail\": \"No\"}]}]}",
                1);
        work(relay.account(), closed(502));
        assertThat(log.lines())
                .filteredOn(line -> line.contains("the CRM refused this task"))
                .singleElement()
                .asString()
                .contains("ERROR", "rule close", "is_completed: NotAllowed");
        assertThat(sandbox.tasks())
                .filteredOn(task -> task.get("is_completed").asBoolean())
                .hasSize(1);
    }

    @Test
    void a_refused_command_neither_loses_nor_duplicates_the_others_of_its_request() throws Exception {
        books = books("""
                rules:
                  - name: move
                    when: lead.status-changed
                    then: [{ change-tasks: { responsible: owner } }]
                """);
        for (long lead = 501; lead <= 503; lead++) {
            taskOf(lead);
        }
        work(reachable(), closedFor(501, 102), closedFor(502, 104), closedFor(503, 103));
        assertThat(responsibleOf(501L, 502L, 503L)).containsExactly(102L, 101L, 103L);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("the CRM refused it"))
                .singleElement()
                .asString()
                .contains("leads/502", "responsible_user_id");
    }

    private RuleBookStore books(String rules) throws Exception {
        var file = Files.writeString(folder.resolve("rules.yaml"), rules);
        return new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + file)));
    }

    private void work(Account account, InboxMessage... messages) throws InterruptedException {
        workAfter(Duration.ZERO, account, messages);
    }

    private void workFor(Duration time, Account account, InboxMessage... messages) throws InterruptedException {
        worker(account, Duration.ZERO, time, messages);
    }

    private void workAfter(Duration passed, Account account, InboxMessage... messages) throws InterruptedException {
        worker(account, passed, Duration.ofSeconds(20), messages);
    }

    private void worker(Account account, Duration passed, Duration time, InboxMessage... messages)
            throws InterruptedException {
        var group = new MessageBatch(List.of(messages)).groups().getFirst();
        var again = workers.worker(books, ledger, new InMemoryInbox(), config, passed)
                .process(
                        account,
                        ledger.own(account.name()),
                        group,
                        true,
                        clock.instant().plus(time));
        assertThat(again).isEmpty();
    }

    private Account reachable() {
        return accounts.all().getFirst();
    }

    private InboxMessage lead(long id) {
        return message("leads[add][0][id]=%d&leads[add][0][created_at]=1795300000".formatted(id));
    }

    private InboxMessage closed(long id) {
        return message(("leads[status][0][id]=%d&leads[status][0][status_id]=143&leads[status][0][old_status_id]=1"
                        + "&leads[status][0][last_modified]=1795300000")
                .formatted(id));
    }

    private InboxMessage closedFor(long id, long owner) {
        return message(closed(id).body() + "&leads[status][0][responsible_user_id]=" + owner);
    }

    private InboxMessage tick() {
        return message(new Tick(clock.instant()).body()).from(MessageSource.CLOCK);
    }

    private InboxMessage message(String body) {
        return new InboxMessage("m" + body.hashCode(), "demo", body, clock.instant());
    }

    private void taskOf(long lead) throws Exception {
        var hangsOn = "\"entity_id\": " + lead + ", \"entity_type\": \"leads\"";
        sandbox.call(
                "POST", "/api/v4/tasks", "[{\"text\": \"By hand\", \"complete_till\": 1795900000, " + hangsOn + "}]");
    }

    private List<Long> responsibleOf(Long... leads) throws Exception {
        var byLead = sandbox.tasks().stream()
                .collect(Collectors.toMap(
                        task -> task.get("entity_id").asLong(),
                        task -> task.get("responsible_user_id").asLong()));
        return Stream.of(leads).map(byLead::get).toList();
    }

    private List<Long> leadsWithTasks() throws Exception {
        return sandbox.tasks().stream()
                .map(task -> task.get("entity_id").asLong())
                .toList();
    }

    /// Lets every request fail from now on.
    private void fail(String fault) throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"%s\", \"share\": 1}]}".formatted(fault));
    }

    private void recover() throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
    }
}
