package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.devmode.SandboxCalls;
import dev.followup.event.EntityRef;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.ledger.LeaseLostException;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.LedgerSamples;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import dev.followup.worker.AccountWorker;
import dev.followup.worker.WorkerFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of what an invocation delivers, and of what it leaves to a later one.
class DeliveryTest {

    private static final String RULES = """
            rules:
              - name: call
                when: lead.added
                then: [{ create-task: { text: "Call", due: 1h } }]
            """;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final Accounts accounts = fixture.accounts();
    private final FollowupConfig config = fixture.config();
    private final CrmSessions sessions = fixture.sessions();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = fixture.sandbox();
    private final TestClock now = new TestClock();
    private final TestLedger ledger = new TestLedger(new InMemoryLedger(now));
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
    @ValueSource(ints = {1, 9, 10})
    void commands_of_a_batch_share_a_request_that_is_sent_at_once_full_or_not(int webhooks) throws Exception {
        work(webhooks(webhooks));
        assertThat(calls()).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(webhooks);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void what_an_earlier_invocation_left_shares_the_request() throws Exception {
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"too-many-requests\", \"share\": 1}]}");
        work(webhooks(10), Duration.ofMillis(500));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        work(webhooks(10));
        assertThat(calls()).isEqualTo(1);
        assertThat(sandbox.tasks()).hasSize(20);
    }

    @ParameterizedTest
    @CsvSource({"PT60S, 0", "PT1S, 1"})
    void no_invocation_waits_longer_than_two_seconds_to_reconcile(Duration reconcileAfter, int tasks) throws Exception {
        var own = TestConfig.with(Map.of("followup.reconcile-after", reconcileAfter.toSeconds() + "s"));
        var delivery = workers.delivery(ledger, own, now);
        var account = accounts.all().getFirst();
        var draft = LedgerSamples.draft("e");
        ledger.write("demo", PlannedWork.of(List.of(draft)));
        ledger.markSent(lease(), List.of(draft.command()), clock.instant());
        var begin = System.nanoTime();
        var deadline = clock.instant().plusSeconds(100);
        var session = sessions.begin(account, deadline);
        delivery.deliver(session, pending(delivery, session), deadline);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(sandbox.tasks()).hasSize(tasks);
    }

    @Test
    void a_task_of_a_command_that_is_not_due_for_reconciliation_is_not_taken_for_one_that_is() throws Exception {
        var lost = call("e1", 501);
        var added = call("e2", 502);
        ledger.write("demo", PlannedWork.of(List.of(DraftCommand.of(lost), DraftCommand.of(added))));
        ledger.markSent(lease(), List.of(lost), clock.instant().minusSeconds(70));
        ledger.markSent(lease(), List.of(added), clock.instant().minusSeconds(20));
        sandbox.call(
                "POST",
                "/api/v4/tasks",
                "[{\"text\": \"Call\", \"complete_till\": %d, \"entity_id\": 502, \"entity_type\": \"leads\"}]"
                        .formatted(added.task().due().getEpochSecond()));
        var own = TestConfig.with(Map.of("followup.reconcile-after", "60s"));
        var deadline = clock.instant().plusSeconds(20);
        var session = sessions.begin(accounts.all().getFirst(), deadline);
        var delivery = workers.delivery(ledger, own, now);
        delivery.deliver(session, pending(delivery, session), deadline);
        assertThat(sandbox.tasks())
                .extracting(task -> task.get("entity_id").asLong())
                .containsExactlyInAnyOrder(501L, 502L);
    }

    private static TaskCommand.Create call(String event, long lead) {
        var due = Instant.parse("2030-11-21T15:00:00Z");
        var about = new EntityRef(EntityRef.Type.LEADS, lead);
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", due, null, about, null, null);
        return new TaskCommand.Create(new TaskCommand.Origin(event, "call", 0), task, null);
    }

    @Test
    void nothing_is_sent_by_an_invocation_whose_lease_another_has_acquired() throws Exception {
        var lapsed = lease();
        lease();
        var group = new MessageGroup("demo", webhooks(1).toList());
        var deadline = clock.instant().plusSeconds(20);
        assertThatThrownBy(() -> worker.process(accounts.all().getFirst(), ledger.of(lapsed), group, true, deadline))
                .isInstanceOf(LeaseLostException.class);
        assertThat(sandbox.tasks()).isEmpty();
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void new_commands_are_sent_at_once_but_not_by_a_probe_or_a_closed_session_or_before_others() {
        var account = accounts.all().getFirst();
        var deadline = clock.instant().plusSeconds(20);
        var delivery = workers.delivery(ledger, config, now);
        var added = List.of(new PendingCommand(call("e1", 501), now.instant(), null));
        var open = sessions.begin(account, deadline);
        assertThat(delivery.selection(open, pending(delivery, open)).of(added)).containsExactly("e1|call|0");

        var probe = sessions.probe(account, deadline);
        assertThat(delivery.selection(probe, pending(delivery, probe)).of(added))
                .isEmpty();
        var closed = sessions.blocked(account, "blocked since noon");
        assertThat(delivery.selection(closed, pending(delivery, closed)).of(added))
                .isEmpty();
        var others = pending(delivery, open);
        others.add(List.of(new PendingCommand(call("e0", 502), now.instant(), new SendAttempt(now.instant(), false))));
        assertThat(delivery.selection(open, others).of(added)).isEmpty();
    }

    private PendingCommands pending(Delivery delivery, CrmSession session) {
        var own = ledger.own("demo");
        return delivery.pending(session, own, own.state());
    }

    private Lease lease() {
        return ledger.lease("demo", "test", Duration.ofHours(1)).orElseThrow();
    }

    private void work(Stream<InboxMessage> messages) throws InterruptedException {
        work(messages, Duration.ofSeconds(20));
    }

    private void work(Stream<InboxMessage> messages, Duration time) throws InterruptedException {
        var group = new MessageGroup("demo", messages.toList());
        var again = worker.process(
                accounts.all().getFirst(),
                ledger.own("demo"),
                group,
                true,
                clock.instant().plus(time));
        assertThat(again).isEmpty();
    }

    private Stream<InboxMessage> webhooks(int count) {
        leads += count;
        return IntStream.range(leads - count, leads)
                .mapToObj(lead ->
                        new InboxMessage("m" + lead, "demo", "leads[add][0][id]=" + (501 + lead), now.instant()));
    }

    private int calls() throws Exception {
        return sandbox.call("GET", "/_sandbox/stats", "")
                .at("/requests/POST/200")
                .asInt();
    }
}
