package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.devmode.SandboxCalls;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.ledger.FaultyLedger;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.telemetry.LogTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tests of what instances send to an account that the CRM has blocked.
class CircuitBreakerTest {

    private static final Duration AT_ONCE = Duration.ZERO;

    /// A rule without missing facts, one with facts that webhooks lack, and one that searches tasks.
    private static final String RULES = """
            zone: Europe/Moscow
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call", due: 1h } }]
              - name: greet
                when: lead.added
                if: { contact.name: { exists: true } }
                then: [{ create-task: { text: "Greet {contact.name}", due: 1h } }]
              - name: chase
                every: "* * * * *"
                tasks: { overdue: 1d }
                then: [{ create-task: { text: "Chase: {task.text}", due: 2h } }]
            """;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    /// Only the requests of the worker are counted.
    private FollowupConfig config =
            TestConfig.with(Map.of("followup.reconcile-after", "0s", "followup.recover-missed-events", "false"));

    private final SandboxCalls sandbox = fixture.sandbox();
    private final Log log = new Log();
    private Instant begin;
    private TestLedger ledger;
    private RuleBookStore books;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        behave("{\"requestsPerSecond\": 0}");
        begin = clock.instant();
        ledger = new TestLedger(new InMemoryLedger(clock));
        books = books("""
                rules:
                  - name: call
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: 1h } }]
                """);
        Logger.getLogger("dev.followup").addHandler(log);
    }

    @AfterEach
    void end() {
        Logger.getLogger("dev.followup").removeHandler(log);
    }

    @Test
    void a_blocked_account_gets_rare_probes_and_all_commands_when_the_circuit_closes() throws Exception {
        block();
        assertThat(requestsOf(AT_ONCE, lead(1), lead(2)))
                .isEqualTo(2); // a command, and whether queries are blocked, too
        assertThat(requestsOf(minutes(1), tick(1), lead(3))).isZero();
        assertThat(requestsOf(minutes(4), tick(4))).isZero();
        assertThat(requestsOf(minutes(6), tick(6))).isEqualTo(2);
        assertThat(requestsOf(minutes(15), tick(15), lead(4))).isZero();
        assertThat(ledger.state("demo").pendingCommands()).hasSize(4);
        lift();
        assertThat(requestsOf(minutes(15), tick(15))).isZero();
        assertThat(requestsOf(minutes(18), tick(18))).isEqualTo(2); // a single command, then the others
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(ledger.state("demo").openCircuit()).isNull();
        assertThat(sandbox.tasks()).hasSize(4);
    }

    @Test
    void logs_once_what_a_person_must_do_and_once_that_the_circuit_is_closed() throws Exception {
        block();
        requestsOf(AT_ONCE, lead(1), lead(2));
        requestsOf(minutes(6), tick(6));
        requestsOf(minutes(20), lead(3));
        assertThat(log.of("ERROR"))
                .singleElement()
                .asString()
                .contains(
                        "demo: circuit open",
                        "ask the CRM's support to lift the block",
                        "wait for it, since a restart forgets these commands");
        lift();
        requestsOf(minutes(60), tick(60));
        assertThat(log.of("ERROR")).hasSize(1);
        assertThat(log.of("WARN")).isEmpty();
        assertThat(log.of("INFO"))
                .filteredOn(line -> line.contains("circuit closed again"))
                .hasSize(1);
    }

    @Test
    void with_a_table_a_person_can_close_the_circuit() throws Exception {
        config = TestConfig.with(Map.of("followup.table", "ledger", "followup.recover-missed-events", "false"));
        block();
        requestsOf(AT_ONCE, lead(1));
        assertThat(log.of("ERROR"))
                .singleElement()
                .asString()
                .contains("delete the account's item CIRCUIT from the ledger's table");
    }

    @Test
    void a_lead_that_comes_while_the_circuit_is_open_has_a_line_that_says_why_its_commands_wait() throws Exception {
        block();
        requestsOf(AT_ONCE, lead(1));
        requestsOf(minutes(1), lead(2));
        requestsOf(minutes(2), tick(2));
        assertThat(log.of("INFO"))
                .filteredOn(line -> line.contains("The commands wait"))
                .singleElement()
                .asString()
                .contains(
                        "demo: leads/512 lead.added: rule call plans a task",
                        "The commands wait, since the CRM does not carry out commands of this account: ",
                        "The next is tried after " + LogTime.of(openCircuit().probeAt()));
        lift();
        requestsOf(minutes(6), lead(3), tick(6));
        requestsOf(minutes(7), lead(4));
        assertThat(log.of("INFO"))
                .filteredOn(line -> line.contains("The commands wait"))
                .hasSize(2);
    }

    @Test
    void events_that_need_the_crm_are_deferred_without_a_call() throws Exception {
        books = books(RULES);
        overdue();
        block();
        assertThat(requestsOf(AT_ONCE, lead(1))).isEqualTo(1);
        assertThat(requestsOf(minutes(1), tick(1), lead(2))).isZero();
        var state = ledger.state("demo");
        assertThat(state.deferredEvents()).hasSize(2);
        assertThat(state.openCircuit()).isNotNull();
        lift();
        requestsOf(minutes(5), tick(5));
        assertThat(ledger.state("demo").deferredEvents()).isEmpty();
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("text").asText())
                .containsExactlyInAnyOrder("Late", "Chase: Late", "Call", "Call");
    }

    @Test
    void sends_no_probe_without_work_and_uses_the_first_work_as_probe() throws Exception {
        ledger.openCircuit("demo", new OpenCircuit("blocked", begin, begin.plusSeconds(300), true));
        assertThat(requestsOf(minutes(6), tick(6))).isZero();
        assertThat(requestsOf(minutes(7), lead(1))).isEqualTo(1);
        assertThat(ledger.state("demo").openCircuit()).isNull();
    }

    @Test
    void sends_commands_at_once_after_a_person_has_closed_the_circuit() throws Exception {
        block();
        requestsOf(AT_ONCE, lead(1));
        lift();
        assertThat(requestsOf(minutes(1), tick(1))).isZero();
        ledger.closeCircuit("demo");
        assertThat(requestsOf(minutes(2), tick(2))).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(1);
    }

    @Test
    void marks_nothing_as_sent_while_the_circuit_is_open() throws Exception {
        var counted = new FaultyLedger(clock);
        ledger = new TestLedger(counted);
        block();
        requestsOf(AT_ONCE, lead(1), lead(2), lead(3));
        int marked = counted.marked;
        requestsOf(minutes(1), tick(1), lead(4));
        requestsOf(minutes(2), tick(2));
        assertThat(counted.marked).isEqualTo(marked);
        assertThat(ledger.state("demo").pendingCommands()).hasSize(4).allMatch(pending -> pending.sent() == null);
        lift();
        requestsOf(minutes(6), tick(6));
        assertThat(sandbox.tasks()).hasSize(4);
    }

    @Test
    void doubles_the_interval_between_probes_up_to_an_hour() throws Exception {
        block();
        requestsOf(AT_ONCE, lead(1));
        var probes = new ArrayList<Long>();
        for (int probe = 0; probe < 7; probe++) {
            var at = openCircuit().probeAt();
            probes.add(Duration.between(openCircuit().since(), at).toMinutes());
            assertThat(requestsOf(Duration.between(clock.instant(), at.minusSeconds(1)), tick(1)))
                    .isZero();
            // The clock goes on until the next probe: it may be late, never early.
            assertThat(requestsOf(Duration.between(clock.instant(), at), tick(2)))
                    .isEqualTo(2);
        }
        assertThat(probes).containsExactly(5L, 15L, 35L, 75L, 135L, 195L, 255L);
    }

    private OpenCircuit openCircuit() {
        return Objects.requireNonNull(ledger.state("demo").openCircuit());
    }

    /// The number of requests to the CRM from an instance that processes these messages after this time.
    private long requestsOf(Duration passed, InboxMessage... messages) throws Exception {
        var before = requests();
        workers.processor(books, ledger, new InMemoryInbox(), config, passed)
                .process(new MessageBatch(List.of(messages)), clock.instant().plusSeconds(20));
        return requests() - before;
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private InboxMessage lead(int number) {
        var body = "leads[add][0][id]=%d&leads[add][0][name]=Lead&leads[add][0][created_at]=%d"
                .formatted(510 + number, begin.getEpochSecond());
        return new InboxMessage("lead " + number, "demo", body, begin);
    }

    /// A tick of so many minutes after the begin, moved to the past: future ticks are dead-lettered.
    private InboxMessage tick(int minute) {
        var time = begin.minus(minutes(100)).plus(minutes(minute));
        return new InboxMessage("tick " + minute, "demo", new Tick(time).body(), time).from(MessageSource.CLOCK);
    }

    private void overdue() throws Exception {
        var due = begin.minus(Duration.ofDays(9)).getEpochSecond();
        sandbox.call("POST", "/api/v4/tasks", "[{\"text\": \"Late\", \"complete_till\": %d}]".formatted(due));
    }

    /// Lets the sandbox block all accounts from the second request on.
    private void block() throws Exception {
        behave("{\"requestsPerSecond\": 1, \"blockAfterRejections\": 1, \"blockSeconds\": 0}");
        for (int request = 0; request < 2; request++) {
            sandbox.call("GET", "/api/v4/account", "");
        }
        behave("{\"requestsPerSecond\": 0}");
    }

    /// Ends the block.
    private void lift() throws Exception {
        behave("{\"blockAfterRejections\": 0}");
    }

    private void behave(String behaviour) throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", behaviour);
    }

    private long requests() throws Exception {
        var byMethod = sandbox.call("GET", "/_sandbox/stats", "").get("requests");
        return StreamSupport.stream(byMethod.spliterator(), false)
                .flatMap(byStatus -> StreamSupport.stream(byStatus.spliterator(), false))
                .mapToLong(count -> count.asLong())
                .sum();
    }

    private RuleBookStore books(String rules) throws Exception {
        var file = Files.writeString(folder.resolve("rules.yaml"), rules);
        return new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + file)));
    }

    /// The log lines.
    private static final class Log extends Handler {

        private static final PatternFormatter WORDS = new PatternFormatter("%s");

        private final List<LogRecord> records = new ArrayList<>();

        List<String> of(String level) {
            return records.stream()
                    .filter(line -> line.getLevel().getName().equals(level))
                    .map(WORDS::format)
                    .toList();
        }

        @Override
        public synchronized void publish(@Nullable LogRecord line) {
            if (line != null) {
                records.add(line);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
