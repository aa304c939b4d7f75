package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.devmode.SandboxCalls;
import dev.followup.devmode.SandboxResource;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.Tick;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.worker.AccountWorker;
import dev.followup.worker.WorkerFixture;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests of when commands are left to the next invocation, and how many requests that saves.
@QuarkusTest
@QuarkusTestResource(SandboxResource.class)
class DeliveryTest {

    private static final String RULES = """
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call", due: 1h } }]
            """;

    @Inject
    WorkerFixture workers;

    @Inject
    Accounts accounts;

    @Inject
    FollowupConfig config;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = new SandboxCalls();
    private final TestClock now = new TestClock();
    private final Ledger ledger = new InMemoryLedger(now);
    private AccountWorker worker;
    private int leads;

    @BeforeEach
    void begin() throws Exception {
        sandbox.reset();
        var rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        var books = new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + rules)));
        worker = workers.worker(books, ledger, new InMemoryInbox(), workers.delivery(ledger, config, now));
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "9, 4"})
    void full_batches_share_a_request_and_others_make_one_each(int webhooks, int calls) throws Exception {
        for (int batch = 0; batch < 4; batch++) {
            work(webhooks(webhooks));
        }
        work(tick());
        assertThat(calls()).isEqualTo(calls);
        assertThat(sandbox.tasks()).hasSize(4 * webhooks);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void few_commands_are_left_to_the_next_invocation() throws Exception {
        work(webhooks(10));
        assertThat(calls()).isZero();
        assertThat(ledger.state("demo").pendingCommands()).hasSize(10);
    }

    @Test
    void a_smaller_batch_sends_the_commands_that_were_left() throws Exception {
        work(webhooks(10));
        work(webhooks(1));
        assertThat(calls()).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(11);
    }

    @Test
    void a_tick_among_ten_messages_sends_pending_commands() throws Exception {
        work(Stream.concat(webhooks(9), tick()));
        assertThat(sandbox.tasks()).hasSize(9);
    }

    @Test
    void commands_that_fill_a_request_are_sent() throws Exception {
        for (int batch = 0; batch < 4; batch++) {
            work(webhooks(10));
        }
        assertThat(calls()).isZero();
        work(webhooks(10));
        assertThat(calls()).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(50);
    }

    @Test
    void commands_that_have_waited_for_two_seconds_are_sent() throws Exception {
        work(webhooks(10));
        now.pass(Duration.ofMillis(1999));
        work(webhooks(10));
        assertThat(calls()).isZero();
        now.pass(Duration.ofMillis(1));
        work(webhooks(10));
        assertThat(calls()).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(30);
    }

    private void work(Stream<InboxMessage> messages) throws InterruptedException {
        var group = new MessageGroup("demo", messages.toList());
        var again =
                worker.process(accounts.all().getFirst(), group, clock.instant().plusSeconds(20));
        assertThat(again).isEmpty();
    }

    private Stream<InboxMessage> webhooks(int count) {
        leads += count;
        return IntStream.range(leads - count, leads)
                .mapToObj(lead ->
                        new InboxMessage("m" + lead, "demo", "leads[add][0][id]=" + (501 + lead), now.instant()));
    }

    private Stream<InboxMessage> tick() {
        return Stream.of(new InboxMessage("tick", "demo", new Tick(now.instant()).body(), now.instant()));
    }

    private int calls() throws Exception {
        return sandbox.call("GET", "/_sandbox/stats", "")
                .at("/requests/POST/200")
                .asInt();
    }
}
