package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.Settings;
import dev.followup.lane.InMemoryLanes;
import dev.followup.lane.LaneBatch;
import dev.followup.lane.Message;
import dev.followup.lane.Tick;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.Ledger;
import dev.followup.local.SandboxCalls;
import dev.followup.local.SandboxResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of orders when the CRM does not play along: each is carried out once, or closed with its words.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class TroubleTest {

    private static final String RULES = """
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call", due: 1h, responsible: owner } }]
              - name: close
                when: lead.status-changed
                then: [{ complete-tasks: { result: "Closed" } }]
            """;

    @Inject
    Hall hall;

    @Inject
    Accounts accounts;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    /// What was sent is looked for at once, and nothing else is asked for.
    private final FollowupConfig config =
            Settings.with(Map.of("followup.look-up-after", "0s", "followup.catch-up", "false"));

    private final SandboxCalls sandbox = new SandboxCalls();
    private final LogLines log = LogLines.open();
    private final Relay relay = new Relay();
    private RuleBooks books;
    private Ledger ledger;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        var rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        books = new RuleBooks(Settings.with(Map.of("followup.rules", "file:" + rules)));
        ledger = new InMemoryLedger(clock);
    }

    @AfterEach
    void end() {
        relay.close();
        log.close();
    }

    @Test
    void what_the_token_has_no_right_to_is_closed_with_the_crms_words_and_the_rest_goes_on() throws Exception {
        taskOf(502);
        relay.refuse("PATCH", 403, "{\"title\": \"Forbidden\", \"status\": 403, \"detail\": \"Not your task\"}");
        work(relay.account(), lead(501), closed(502), lead(503));
        assertThat(leadsWithTasks()).containsExactlyInAnyOrder(501L, 502L, 503L);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("the CRM refuses it"))
                .singleElement()
                .asString()
                .contains("ERROR", "leads/502", "rule close", "403 (Not your task)", "the right to do this");
        assertThat(ledger.agenda("demo").entries()).isEmpty();
        assertThat(ledger.agenda("demo").block()).isNull();
        relay.open();
        work(relay.account(), tick());
        assertThat(relay.requests()).containsOnlyOnce("PATCH");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void without_a_connection_orders_wait_for_the_next_tick_or_hook_that_sends_them_once(boolean tick)
            throws Exception {
        relay.close();
        workFor(Duration.ofSeconds(2), relay.account(), lead(501), lead(502));
        assertThat(ledger.agenda("demo").entries()).hasSize(2);
        assertThat(ledger.agenda("demo").block()).isNull();
        assertThat(sandbox.tasks()).isEmpty();
        var next = tick ? tick() : message("leads[note][0][note][element_id]=1");
        work(reachable(), next);
        work(reachable(), next);
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
        assertThat(ledger.agenda("demo").entries()).isEmpty();
    }

    @Test
    void an_account_that_is_not_paid_for_is_closed_until_a_probe_finds_it_open() throws Exception {
        relay.refuse(".*", 402, "{\"title\": \"Payment Required\", \"status\": 402}");
        work(relay.account(), lead(501), lead(502));
        workAfter(Duration.ofMinutes(1), relay.account(), tick(), lead(503));
        assertThat(relay.requests()).hasSize(1);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("ERROR"))
                .singleElement()
                .asString()
                .contains("demo: closed, nothing is sent", "402", "pay for the account");
        relay.open();
        workAfter(Duration.ofMinutes(6), relay.account(), tick());
        assertThat(leadsWithTasks()).containsExactly(501L, 502L, 503L);
        assertThat(ledger.agenda("demo").entries()).isEmpty();
        assertThat(ledger.agenda("demo").block()).isNull();
    }

    @Test
    void what_the_crm_does_not_take_stays_on_the_list_and_then_is_done_once() throws Exception {
        fail("too-many-requests");
        workFor(Duration.ofSeconds(2), reachable(), lead(501), lead(502));
        assertThat(sandbox.tasks()).isEmpty();
        recover();
        work(reachable(), lead(501), lead(502));
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway-timeout", "lost-answer", "garbage"})
    void what_was_done_without_a_good_answer_is_found_and_not_done_again(String fault) throws Exception {
        fail(fault);
        workFor(Duration.ofSeconds(2), reachable(), lead(501), lead(502));
        recover();
        assertThat(sandbox.tasks()).hasSize(2);
        assertThat(ledger.agenda("demo").entries()).hasSize(2);
        work(reachable(), lead(501), lead(502));
        assertThat(ledger.agenda("demo").entries()).isEmpty();
        assertThat(log.lines()).filteredOn(line -> line.endsWith(": found\n")).hasSize(2);
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unavailable", "server-error"})
    void what_was_lost_without_an_answer_is_not_found_and_done_again(String fault) throws Exception {
        fail(fault);
        workFor(Duration.ofSeconds(2), reachable(), lead(501), lead(502));
        recover();
        assertThat(sandbox.tasks()).isEmpty();
        work(reachable(), lead(501), lead(502));
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
    }

    @Test
    void a_bad_order_neither_loses_nor_doubles_the_good_ones_beside_it() throws Exception {
        var ofNobody = message(lead(502).body() + "&leads[add][0][responsible_user_id]=104");
        work(reachable(), lead(501), ofNobody, lead(503));
        assertThat(leadsWithTasks()).containsExactly(501L, 503L);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("the CRM refuses it"))
                .singleElement()
                .asString()
                .contains("leads/502", "responsible_user_id");
    }

    private void work(Account account, Message... messages) throws InterruptedException {
        workAfter(Duration.ZERO, account, messages);
    }

    private void workFor(Duration time, Account account, Message... messages) throws InterruptedException {
        shift(account, Duration.ZERO, time, messages);
    }

    private void workAfter(Duration passed, Account account, Message... messages) throws InterruptedException {
        shift(account, passed, Duration.ofSeconds(20), messages);
    }

    private void shift(Account account, Duration passed, Duration time, Message... messages)
            throws InterruptedException {
        var lane = new LaneBatch(List.of(messages)).lanes().getFirst();
        var again = hall.shift(books, ledger, new InMemoryLanes(), config, passed)
                .work(account, lane, clock.instant().plus(time));
        assertThat(again).isEmpty();
    }

    private Account reachable() {
        return accounts.all().getFirst();
    }

    private Message lead(long id) {
        return message("leads[add][0][id]=%d&leads[add][0][created_at]=1795300000".formatted(id));
    }

    private Message closed(long id) {
        return message(("leads[status][0][id]=%d&leads[status][0][status_id]=143&leads[status][0][old_status_id]=1"
                        + "&leads[status][0][last_modified]=1795300000")
                .formatted(id));
    }

    private Message tick() {
        return message(new Tick(clock.instant()).body());
    }

    private Message message(String body) {
        return new Message("m" + body.hashCode(), "demo", body, clock.instant());
    }

    private void taskOf(long lead) throws Exception {
        var hangsOn = "\"entity_id\": " + lead + ", \"entity_type\": \"leads\"";
        sandbox.call(
                "POST", "/api/v4/tasks", "[{\"text\": \"By hand\", \"complete_till\": 1795900000, " + hangsOn + "}]");
    }

    private List<Long> leadsWithTasks() throws Exception {
        return sandbox.tasks().stream()
                .map(task -> task.get("entity_id").asLong())
                .toList();
    }

    /// From now on it goes wrong with every request.
    private void fail(String fault) throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"%s\", \"share\": 1}]}".formatted(fault));
    }

    private void recover() throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
    }
}
