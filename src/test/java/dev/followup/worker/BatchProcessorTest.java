package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.crm.CrmFixture;
import dev.followup.devmode.SandboxCalls;
import dev.followup.event.EventSubject;
import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.RecordingInbox;
import dev.followup.inbox.Tick;
import dev.followup.ledger.FaultyLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.intake.MessageDecoder;
import dev.followup.worker.schedule.TickFanOut;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of which messages are delivered again when a step fails.
class BatchProcessorTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    /// The last possible time: no task can be due after it.
    private static final Instant END = Instant.MAX;

    @RegisterExtension
    final CrmFixture fixture = new CrmFixture();

    private final WorkerFixture workers = fixture.workers();
    private final RuleBookStore books = new RuleBookStore(fixture.config());
    private final FollowupConfig config = fixture.config();
    private final Clock clock = fixture.clock();

    @TempDir
    Path folder;

    private final SandboxCalls sandbox = fixture.sandbox();
    private final RecordingInbox inbox = new RecordingInbox();

    @BeforeEach
    void reset() throws Exception {
        sandbox.reset();
    }

    @Test
    void messages_are_delivered_again_if_their_commands_could_not_be_written() throws Exception {
        var ledger = new FaultyLedger(clock);
        var processor = processor(ledger);
        ledger.canWrite = false;
        assertThat(ids(processor.process(batch(lead(1), lead(2)), inTime()))).containsExactly("m1", "m2");
        assertThat(sandbox.tasks()).isEmpty();
        ledger.canWrite = true;
        assertThat(ids(processor.process(batch(lead(1), lead(2)), inTime()))).isEmpty();
        assertThat(sandbox.tasks()).hasSize(2);
    }

    @Test
    void a_whole_group_is_delivered_again_if_the_account_state_cannot_be_read() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.canRead = false;
        var reply = processor(ledger).process(batch(lead(1), lead(2)), inTime());
        assertThat(ids(reply)).containsExactly("m1", "m2");
        assertThat(sandbox.tasks()).isEmpty();
    }

    @Test
    void a_group_is_delivered_again_if_another_invocation_has_the_lease() throws Exception {
        var ledger = new TestLedger(new InMemoryLedger(clock));
        ledger.lease("demo", "another", Duration.ofMinutes(1));
        var reply = processor(ledger).process(batch(lead(1)), inTime());
        assertThat(ids(reply)).containsExactly("m1");
        assertThat(sandbox.tasks()).isEmpty();
    }

    @Test
    void a_message_without_known_events_is_finished() throws Exception {
        var note = new InboxMessage(
                "m1", "demo", "catalogs[add][0][id]=1&catalogs[add][0][catalog_id]=2", clock.instant());
        assertThat(ids(processor(new InMemoryLedger(clock)).process(batch(note), inTime())))
                .isEmpty();
        assertThat(inbox.deadLetters).isEmpty();
    }

    @Test
    void an_unreadable_message_is_dead_lettered_with_its_reason() throws Exception {
        var broken = new InboxMessage("m1", "demo", "{}", clock.instant());
        assertThat(ids(processor(new InMemoryLedger(clock)).process(batch(broken, lead(2)), inTime())))
                .isEmpty();
        assertThat(inbox.deadLetters).containsOnlyKeys("m1");
        assertThat(inbox.deadLetters.get("m1")).contains("form");
        assertThat(sandbox.tasks()).hasSize(1);
    }

    @Test
    void a_message_that_cannot_be_dead_lettered_is_delivered_again_with_all_after_it() throws Exception {
        inbox.open = false;
        var broken = new InboxMessage("m1", "demo", "{}", clock.instant());
        var reply = processor(new InMemoryLedger(clock)).process(batch(broken, lead(2)), inTime());
        assertThat(ids(reply)).containsExactly("m1", "m2");
    }

    @Test
    void an_event_that_cannot_be_planned_is_dead_lettered_and_the_next_is_planned() throws Exception {
        var endless = new InboxMessage("m1", "demo", "leads[add][0][id]=501", END);
        assertThat(ids(processor(new InMemoryLedger(clock)).process(batch(endless, lead(2)), inTime())))
                .isEmpty();
        assertThat(inbox.deadLetters).containsOnlyKeys("m1");
        assertThat(inbox.deadLetters.get("m1")).contains("planning demo:lead.added:501:");
        assertThat(leadsWithTasks()).containsExactly(502L);
    }

    @Test
    void a_deferred_event_that_cannot_be_planned_is_dead_lettered_and_no_longer_deferred() throws Exception {
        var ledger = new TestLedger(new InMemoryLedger(clock));
        var processor = processor(ledger);
        var lead = sandbox.call("POST", "/api/v4/leads", "[{\"name\": \"Roof\"}]")
                .at("/_embedded/leads/0/id")
                .asText();
        var body = "unsorted[add][0][uid]=u&unsorted[add][0][category]=forms&unsorted[add][0][lead_id]=" + lead;
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"unavailable\", \"share\": 1}]}");
        processor.process(
                batch(new InboxMessage("m1", "demo", body, END)),
                clock.instant().plusSeconds(2));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        inbox.open = false;
        assertThat(ids(processor.process(batch(lead(2)), inTime()))).containsExactly("m2");
        assertThat(ledger.state("demo").deferredEvents()).hasSize(1);
        inbox.open = true;
        assertThat(ids(processor.process(batch(lead(2)), inTime()))).isEmpty();
        assertThat(ledger.state("demo").deferredEvents()).isEmpty();
        assertThat(inbox.deadLetters.values())
                .singleElement()
                .asString()
                .contains("planning demo:incoming-lead.added:");
        assertThat(inbox.bodies).singleElement().asString().contains("name=Roof", "lead_id=" + lead);
        assertThat(leadsWithTasks()).containsExactly(502L);
    }

    @Test
    void many_leads_share_one_request() throws Exception {
        var messages = new ArrayList<InboxMessage>();
        for (int i = 1; i <= 9; i++) {
            messages.add(lead(i));
        }
        processor(new InMemoryLedger(clock)).process(new MessageBatch(messages), inTime());
        assertThat(sandbox.tasks()).hasSize(9);
        assertThat(sandbox.call("GET", "/_sandbox/stats", "")
                        .at("/requests/POST/200")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_rule_that_triggers_itself_reaches_its_limit() throws Exception {
        var ledger = new TestLedger(new InMemoryLedger(clock));
        var now = clock.instant().truncatedTo(ChronoUnit.HOURS);
        var messages = IntStream.range(0, 25)
                .mapToObj(i -> new InboxMessage(
                        "m" + i,
                        "demo",
                        "leads[status][0][id]=501&leads[status][0][status_id]=%d&leads[status][0][old_status_id]=%d"
                                        .formatted(1000 + i, 999 + i)
                                + "&leads[status][0][last_modified]=" + (now.getEpochSecond() + i),
                        now))
                .toList();
        var runaway = Files.writeString(folder.resolve("rules.yaml"), """
                rules:
                  - name: runaway
                    when: lead.status-changed
                    then: [{ create-task: { text: "Again", due: 1h } }]
                """);
        var own = new RuleBookStore(TestConfig.with(Map.of("followup.rules", "file:" + runaway)));
        workers.processor(own, ledger, inbox, config).process(new MessageBatch(messages), inTime());
        assertThat(sandbox.tasks()).hasSize(20);
    }

    @Test
    void a_tick_is_forwarded_to_every_accounts_group() throws Exception {
        var now = clock.instant();
        var reply = processor(new InMemoryLedger(clock)).process(batch(tick(Tick.GROUP, now)), inTime());
        assertThat(ids(reply)).isEmpty();
        assertThat(inbox.ticks).containsExactly("demo " + now);
        assertThat(inbox.deadLetters).isEmpty();
    }

    @Test
    void a_failed_send_in_the_clocks_group_does_not_stop_the_ticks_of_other_accounts() throws Exception {
        var list = Files.writeString(folder.resolve("accounts.yaml"), """
                - { name: north, host: north.amocrm.ru, token-secret: t }
                - { name: south, host: south.amocrm.ru, token-secret: t }
                - { name: west, host: west.amocrm.ru, token-secret: t }
                """);
        var three = new Accounts(TestConfig.with(Map.of("followup.accounts", "file:" + list)));
        inbox.closedTo.add("south");
        var fanOut = new TickFanOut(three, inbox, new MessageDecoder(new WebhookReader()));
        assertThat(fanOut.forward(List.of(tick(Tick.GROUP, NOON)))).isEmpty();
        assertThat(inbox.ticks).containsExactly("north " + NOON, "west " + NOON);
        inbox.closedTo.clear();
        var next = NOON.plusSeconds(60);
        assertThat(fanOut.forward(List.of(tick(Tick.GROUP, next)))).isEmpty();
        assertThat(inbox.ticks).contains("south " + next);
    }

    @Test
    void an_unreadable_tick_that_cannot_be_dead_lettered_is_delivered_again_alone() throws Exception {
        inbox.open = false;
        var broken = new InboxMessage("broken", Tick.GROUP, "{\"tick\": \"noon\"}", clock.instant())
                .from(MessageSource.CLOCK);
        var reply = processor(new InMemoryLedger(clock))
                .process(batch(broken, tick(Tick.GROUP, clock.instant())), inTime());
        assertThat(ids(reply)).containsExactly("broken");
    }

    @Test
    void what_failed_is_delivered_again_within_seconds_and_nothing_else_is() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.canRead = false;
        processor(ledger).process(batch(tick(Tick.GROUP, clock.instant()), lead(1), lead(2)), inTime());
        assertThat(inbox.again)
                .singleElement()
                .satisfies(messages ->
                        assertThat(messages).extracting(InboxMessage::id).containsExactly("m1", "m2"));
        ledger.canRead = true;
        processor(ledger).process(batch(lead(1), lead(2)), inTime());
        assertThat(inbox.again).hasSize(1);
    }

    @Test
    void a_group_whose_lease_another_invocation_has_is_delivered_again_within_seconds() throws Exception {
        var ledger = new TestLedger(new InMemoryLedger(clock));
        ledger.lease("demo", "another", Duration.ofMinutes(1));
        processor(ledger).process(batch(lead(1), lead(2)), inTime());
        assertThat(inbox.again)
                .singleElement()
                .satisfies(messages ->
                        assertThat(messages).extracting(InboxMessage::id).containsExactly("m1", "m2"));
    }

    static Stream<Throwable> bugs() {
        return Stream.of(
                new IllegalStateException("bug"), new OutOfMemoryError("test"), new StackOverflowError("test"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void an_exception_or_error_in_one_account_does_not_fail_the_other_groups(Throwable bug) throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.bug = bug;
        var reply = processor(ledger).process(batch(lead(1), tick(Tick.GROUP, NOON), lead(2)), inTime());
        assertThat(ids(reply)).containsExactly("m1", "m2");
        assertThat(inbox.ticks).containsExactly("demo " + NOON);
    }

    @Test
    void from_the_third_delivery_poison_holds_up_only_what_is_behind_it() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.poison = "503";
        assertThat(ids(processor(ledger).process(batch(delivered(2, lead(1), lead(2), lead(3), lead(4))), inTime())))
                .containsExactly("m1", "m2", "m3", "m4");
        assertThat(sandbox.tasks()).isEmpty();
        assertThat(ids(processor(ledger).process(batch(delivered(3, lead(1), lead(2), lead(3), lead(4))), inTime())))
                .containsExactly("m3", "m4");
        assertThat(leadsWithTasks()).containsExactly(501L, 502L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_message_that_fails_alone_again_and_again_is_dead_lettered_and_the_next_is_processed(boolean byRefusal)
            throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.poison = "501";
        ledger.refuses = byRefusal;
        assertThat(ids(processor(ledger).process(batch(delivered(19, lead(1), lead(2))), inTime())))
                .containsExactly("m1", "m2");
        assertThat(ids(processor(ledger).process(batch(delivered(20, lead(1), lead(2))), inTime())))
                .isEmpty();
        assertThat(inbox.deadLetters).isEqualTo(Map.of("m1", "processing failed 20 times; the log contains the error"));
        assertThat(leadsWithTasks()).containsExactly(502L);
    }

    @Test
    void an_entity_is_forgotten_after_the_events_and_the_tasks_of_its_batch() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.cannotSend = true;
        assertThat(ids(processor(ledger).process(batch(lead(1)), inTime()))).isEmpty();
        assertThat(ledger.state("demo").pendingCommands()).hasSize(1);
        ledger.cannotSend = false;
        assertThat(ids(processor(ledger).process(batch(lead(2), forget(501), forget(502)), inTime())))
                .isEmpty();
        assertThat(leadsWithTasks()).containsExactlyInAnyOrder(501L, 502L);
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        for (var lead : List.of("leads/501", "leads/502")) {
            assertThat(ledger.journal().about("demo", EventSubject.of(lead), 10).entries())
                    .isEmpty();
        }
    }

    private InboxMessage forget(long lead) {
        var body = new AccountRequest.Forget("leads/" + lead).body();
        return new InboxMessage("forget " + lead, "demo", body, clock.instant()).from(MessageSource.PERSON);
    }

    @Test
    void a_bug_while_sending_fails_no_message_and_the_next_tick_tries_again() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.cannotSend = true;
        assertThat(ids(processor(ledger).process(batch(delivered(20, lead(1), lead(2))), inTime())))
                .isEmpty();
        assertThat(ledger.state("demo").pendingCommands()).hasSize(2);
        ledger.cannotSend = false;
        assertThat(ids(processor(ledger).process(batch(tick("demo", clock.instant())), inTime())))
                .isEmpty();
        assertThat(leadsWithTasks()).containsExactlyInAnyOrder(501L, 502L);
        assertThat(inbox.deadLetters).isEmpty();
    }

    @Test
    void an_outage_of_the_ledger_condemns_no_message() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.canWrite = false;
        assertThat(ids(processor(ledger).process(batch(delivered(999, lead(1))), inTime())))
                .containsExactly("m1");
        ledger.canRead = false;
        assertThat(ids(processor(ledger).process(batch(delivered(999, lead(1))), inTime())))
                .containsExactly("m1");
        assertThat(inbox.deadLetters).isEmpty();
    }

    @Test
    void a_tick_that_fails_alone_is_dropped_since_the_next_one_replaces_it() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.bug = new IllegalStateException("bug");
        var tick = tick("demo", clock.instant());
        assertThat(ids(processor(ledger).process(batch(delivered(2, tick)), inTime())))
                .containsExactly("tick");
        assertThat(ids(processor(ledger).process(batch(delivered(3, tick)), inTime())))
                .isEmpty();
        assertThat(inbox.deadLetters).isEmpty();
    }

    @Test
    void a_lease_is_released_though_the_ledger_was_away_for_a_moment() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.unreleasable = 1;
        assertThat(ids(processor(ledger).process(batch(lead(1)), inTime()))).isEmpty();
        assertThat(ledger.acquire("demo", "another", Duration.ofMinutes(1))).isPresent();
    }

    @Test
    void a_lease_that_cannot_be_released_by_the_deadline_fails_no_message() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.unreleasable = Integer.MAX_VALUE;
        var reply = processor(ledger).process(batch(lead(1)), clock.instant().plusMillis(900));
        assertThat(ids(reply)).isEmpty();
    }

    @Test
    void an_event_that_is_too_large_for_the_ledger_is_dead_lettered_alone() throws Exception {
        var ledger = new FaultyLedger(clock);
        ledger.tooLarge = "501";
        assertThat(ids(processor(ledger).process(batch(lead(1), lead(2)), inTime())))
                .isEmpty();
        assertThat(inbox.deadLetters).containsOnlyKeys("m1");
        assertThat(inbox.deadLetters.get("m1")).contains("event demo:lead.added:501:", "too large for the ledger");
        assertThat(leadsWithTasks()).containsExactly(502L);
    }

    @Test
    void an_event_that_waited_for_facts_and_becomes_too_large_is_dead_lettered_too() throws Exception {
        var ledger = new FaultyLedger(clock);
        var waiting = (WebhookContent.Events) new WebhookReader().read("demo", lead(1).body(), clock.instant());
        var deferred = new DeferredEvent(waiting.events().getFirst(), clock.instant());
        new TestLedger(ledger)
                .write("demo", new PlannedWork(List.of(), List.of(deferred), Set.of(), Map.of(), Set.of(), null));
        ledger.tooLarge = "501";
        assertThat(ids(processor(ledger).process(batch(lead(2)), inTime()))).isEmpty();
        assertThat(inbox.deadLetters.values())
                .singleElement()
                .asString()
                .contains("event demo:lead.added:501:", "too large for the ledger");
        assertThat(ledger.state("demo").deferredEvents()).isEmpty();
        assertThat(leadsWithTasks()).containsExactly(502L);
    }

    private static InboxMessage[] delivered(int receiveCount, InboxMessage... messages) {
        return Stream.of(messages)
                .map(message -> new InboxMessage(
                        message.id(),
                        message.group(),
                        message.source(),
                        message.body(),
                        message.sentAt(),
                        "receipt",
                        receiveCount))
                .toArray(InboxMessage[]::new);
    }

    @Test
    void a_tick_in_an_accounts_group_is_recorded_and_sends_pending_commands() throws Exception {
        var ledger = new TestLedger(new InMemoryLedger(clock));
        var processor = processor(ledger);
        var now = clock.instant();
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"too-many-requests\", \"share\": 1}]}");
        processor.process(batch(lead(1)), now.plusSeconds(2));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        assertThat(ids(processor.process(batch(tick("demo", now)), inTime()))).isEmpty();
        assertThat(sandbox.tasks()).hasSize(1);
        assertThat(ledger.state("demo").scheduledUntil()).isEqualTo(now);
    }

    @ParameterizedTest
    @CsvSource({
        "demo, {\"tick\": \"noon\"}",
        "clock, {\"tick\": \"noon\"}",
        "demo, {\"tick\": \"2099-01-01T00:00:00Z\"}"
    })
    void an_unreadable_tick_is_dead_lettered(String group, String body) throws Exception {
        var ledger = new TestLedger(new InMemoryLedger(clock));
        var reply = processor(ledger)
                .process(
                        batch(new InboxMessage("tick", group, body, clock.instant()).from(MessageSource.CLOCK)),
                        inTime());
        assertThat(ids(reply)).isEmpty();
        assertThat(inbox.deadLetters).containsOnlyKeys("tick");
        assertThat(ledger.state("demo").scheduledUntil()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_unreadable_tick_does_not_prevent_others_from_being_recorded(boolean first) throws Exception {
        var ledger = new TestLedger(new InMemoryLedger(clock));
        var now = clock.instant();
        var broken = new InboxMessage("broken", "demo", "{\"tick\": \"noon\"}", now).from(MessageSource.CLOCK);
        var whole = tick("demo", now);
        processor(ledger).process(first ? batch(broken, whole) : batch(whole, broken), inTime());
        assertThat(inbox.deadLetters).containsOnlyKeys("broken");
        assertThat(ledger.state("demo").scheduledUntil()).isEqualTo(now);
    }

    private static InboxMessage tick(String group, Instant time) {
        return new InboxMessage("tick", group, new Tick(time).body(), time).from(MessageSource.CLOCK);
    }

    private BatchProcessor processor(Ledger ledger) {
        return workers.processor(books, ledger, inbox, config);
    }

    private InboxMessage lead(int number) {
        var now = clock.instant();
        var body =
                "leads[add][0][id]=%d&leads[add][0][name]=Lead&leads[add][0][price]=60000&leads[add][0][created_at]=%d"
                        .formatted(500 + number, now.getEpochSecond());
        return new InboxMessage("m" + number, "demo", body, now);
    }

    private List<Long> leadsWithTasks() throws Exception {
        return sandbox.tasks().stream()
                .map(task -> task.get("entity_id").asLong())
                .toList();
    }

    private Instant inTime() {
        return clock.instant().plusSeconds(20);
    }

    private static MessageBatch batch(InboxMessage... messages) {
        return new MessageBatch(List.of(messages));
    }

    private static List<String> ids(BatchResponse reply) {
        return reply.batchItemFailures().stream()
                .map(BatchResponse.Failure::itemIdentifier)
                .toList();
    }
}
