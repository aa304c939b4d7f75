package dev.followup.ledger.dynamodb;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.deferred;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.LedgerSamples.event;
import static dev.followup.ledger.LedgerSamples.limited;
import static dev.followup.ledger.LedgerSamples.once;
import static dev.followup.ledger.LedgerSamples.rotating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.LedgerContract;
import dev.followup.ledger.LedgerSamples;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.DraftCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class DynamoDbLedgerTest extends LedgerContract {

    private final TableCallCounter calls = new TableCallCounter();
    private final LocalTable table = new LocalTable();

    @Override
    public Ledger open(Clock clock) {
        return new DynamoDbLedger(table.client(calls), table.name, clock);
    }

    @Test
    void keeps_commands_after_the_process_has_ended() {
        write(rotating("a"));
        ledger.markSent("demo", List.of(command("a")), NOON);
        var next = open(clock);
        next.write("demo", PlannedWork.of(List.of(rotating("a"), rotating("b"))));
        assertThat(next.state("demo").pendingCommands())
                .extracting(PendingCommand::sent)
                .containsExactly(new SendAttempt(NOON, false), null);
        assertThat(next.state("demo").pendingCommands())
                .extracting(pending ->
                        ((TaskCommand.Create) pending.command()).task().responsible())
                .containsExactly(101L, 102L);
    }

    @Test
    void makes_three_calls_for_a_request_of_fifty_commands() {
        var commands = IntStream.range(0, 50).mapToObj(i -> command("e" + i)).toList();
        write(commands.stream().map(DraftCommand::of).toArray(DraftCommand[]::new));
        calls.taken();
        ledger.state("demo");
        ledger.markSent("demo", commands, NOON);
        ledger.recordOutcomes(
                "demo",
                IntStream.range(0, 50)
                        .boxed()
                        .collect(Collectors.<Integer, String, Outcome>toMap(
                                i -> commands.get(i).key(), i -> Outcome.Done.added(i))));
        assertThat(calls.taken()).containsExactly("Query", "TransactWriteItems", "TransactWriteItems");
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void writes_work_down_with_one_read_and_one_write() {
        write(rotating("a"), once("b", NOON, null), draft("c"));
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
        write(rotating("a"), once("b", NOON, null));
        assertThat(calls.taken()).containsExactly("BatchGetItem");
        ledger.write("demo", LedgerSamples.completed(1, NOON));
        assertThat(calls.taken()).containsExactly("TransactWriteItems");
    }

    @Test
    void counts_events_without_another_call_and_writes_nothing_over_the_limit() {
        write(limited("a", 0, NOON), limited("b", 0, NOON));
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
        write(limited("c", 0, NOON));
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
        write(limited("d", 0, NOON));
        assertThat(calls.taken()).containsExactly("BatchGetItem");
    }

    @Test
    void a_limited_event_may_have_more_commands_than_fit_into_a_transaction() {
        var drafts =
                IntStream.range(0, 120).mapToObj(i -> limited("big", i, NOON)).toList();
        assertThat(ledger.write("demo", PlannedWork.of(drafts)).added()).hasSize(120);
        assertThat(ledger.state("demo").pendingCommands()).hasSize(120);
    }

    @Test
    void makes_no_call_without_work() {
        write();
        ledger.markSent("demo", List.of(), NOON);
        ledger.recordOutcomes("demo", Map.of());
        ledger.traces("demo", Set.of());
        assertThat(calls.taken()).isEmpty();
    }

    @Test
    void reads_many_traces_in_few_calls() {
        ledger.recordOutcomes("demo", Map.of(command("a").key(), changed(1, 150)));
        calls.taken();
        assertThat(ledger.traces("demo", LongStream.range(0, 200).boxed().collect(Collectors.toSet())))
                .hasSize(150);
        assertThat(calls.taken()).containsExactly("BatchGetItem", "BatchGetItem");
    }

    @Test
    void a_command_may_change_more_tasks_than_fit_into_a_transaction() {
        write(draft("a"));
        ledger.recordOutcomes("demo", Map.of(command("a").key(), changed(1, 250)));
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(ledger.traces("demo", Set.of(1L, 250L))).hasSize(2);
    }

    @Test
    void reads_a_state_that_is_longer_than_a_page() {
        var text = "x".repeat(200_000);
        var events = IntStream.range(0, 20)
                .mapToObj(i -> event("e" + i, Map.of("lead", Map.of("name", text + i))))
                .toList();
        ledger.write("demo", new PlannedWork(List.of(), events, Set.of(), Map.of(), Set.of(), null));
        assertThat(ledger.state("demo").deferredEvents()).isEqualTo(events);
    }

    /// More commands of one event, and more events, than fit into a transaction.
    private static PlannedWork big() {
        var drafts = new ArrayList<DraftCommand>();
        IntStream.range(0, 10).forEach(i -> drafts.add(rotating("first" + i)));
        IntStream.range(0, 120)
                .forEach(i -> drafts.add(new DraftCommand(command("big", i), List.of(1L, 2L), null, null)));
        drafts.add(once("last", NOON, null));
        return new PlannedWork(
                drafts, List.of(event("new")), Set.of("old"), Map.of(1L, NOON), Set.of(2L), NOON.plusSeconds(60));
    }

    @Test
    void writing_again_completes_a_write_that_ended_at_any_call() {
        ledger.write("demo", deferred(event("old")));
        calls.taken();
        ledger.write("demo", big());
        int all = calls.taken().size();
        var state = ledger.state("demo");
        assertThat(all).isGreaterThanOrEqualTo(6);
        assertThat(state.pendingCommands()).hasSize(131);
        assertThat(state.deferredEvents()).containsExactly(event("new"));
        for (int call = 0; call < all; call++) {
            assertThat(afterTheEndOf(TableCallCounter.endingBefore(call))).isEqualTo(state);
            assertThat(afterTheEndOf(TableCallCounter.endingAfter(call + 1))).isEqualTo(state);
        }
    }

    private Ledger.AccountState afterTheEndOf(TableCallCounter process) {
        var fresh = new LocalTable();
        var next = new DynamoDbLedger(fresh.client(), fresh.name, clock);
        next.write("demo", deferred(event("old")));
        var ending = new DynamoDbLedger(fresh.client(process), fresh.name, clock);
        assertThatThrownBy(() -> ending.write("demo", big())).isInstanceOf(LedgerUnavailableException.class);
        var between = next.state("demo");
        if (between.pendingCommands().size() < 131) {
            // The events are not marked as planned before all commands are written.
            assertThat(between.deferredEvents()).contains(event("old"));
            assertThat(between.scheduledUntil()).isNull();
        }
        next.write("demo", big());
        return next.state("demo");
    }

    @Test
    void retries_a_write_that_conflicts_with_others() {
        var busy = new Busy("TransactionConflict", 3);
        var throttled = new DynamoDbLedger(table.client(busy), table.name, clock);
        assertThat(throttled.write("demo", PlannedWork.of(List.of(draft("a")))).added())
                .extracting(PendingCommand::command)
                .containsExactly(command("a"));
        assertThat(busy.left).isZero();
    }

    @Test
    void does_not_retry_an_invalid_write() {
        var busy = new Busy("ValidationError", 3);
        var refused = new DynamoDbLedger(table.client(busy), table.name, clock);
        assertThatThrownBy(() -> refused.write("demo", PlannedWork.of(List.of(draft("a")))))
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(busy.left).isEqualTo(2);
    }

    /// Cancels the first transactions.
    private static final class Busy implements ExecutionInterceptor {

        final String reason;
        int left;

        Busy(String reason, int times) {
            this.reason = reason;
            this.left = times;
        }

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof TransactWriteItemsRequest && left > 0) {
                left--;
                throw TransactionCanceledException.builder()
                        .cancellationReasons(
                                CancellationReason.builder().code(reason).build())
                        .build();
            }
        }
    }

    @Test
    void no_command_with_recorded_effects_stays_pending_at_whatever_call_recording_ends() {
        var drafts = IntStream.range(0, 60).mapToObj(i -> draft("e" + i)).toList();
        ledger.write("demo", PlannedWork.of(drafts));
        ledger.markSent("demo", drafts.stream().map(DraftCommand::command).toList(), NOON);
        var outcomes = IntStream.range(0, 60)
                .boxed()
                .collect(Collectors.<Integer, String, Outcome>toMap(
                        i -> command("e" + i).key(), i -> Outcome.Done.added(i)));
        var ending = new DynamoDbLedger(table.client(TableCallCounter.endingBefore(1)), table.name, clock);
        assertThatThrownBy(() -> ending.recordOutcomes("demo", outcomes))
                .isInstanceOf(LedgerUnavailableException.class);
        var made = ledger.traces("demo", LongStream.range(0, 60).boxed().collect(Collectors.toSet())).values().stream()
                .map(Ledger.TaskTrace::madeBy)
                .toList();
        var open = ledger.state("demo").pendingCommands();
        assertThat(made).isNotEmpty().hasSize(60 - open.size());
        assertThat(open).isNotEmpty().allSatisfy(pending -> {
            assertThat(pending.sent()).isEqualTo(new SendAttempt(NOON, false));
            assertThat(made).doesNotContain(pending.command().origin());
        });
    }

    @Test
    void commands_that_ended_before_the_others_were_written_are_not_written_again() {
        var drafts = IntStream.range(0, 120)
                .mapToObj(i -> DraftCommand.of(command("big", i)))
                .toList();
        var ending = new DynamoDbLedger(table.client(TableCallCounter.endingBefore(2)), table.name, clock);
        assertThatThrownBy(() -> ending.write("demo", PlannedWork.of(drafts)))
                .isInstanceOf(LedgerUnavailableException.class);
        var first = ledger.state("demo").pendingCommands().stream()
                .map(pending -> pending.command().key())
                .toList();
        assertThat(first).isNotEmpty().hasSizeLessThan(120);
        first.forEach(key -> ledger.recordOutcomes("demo", Map.of(key, new Outcome.Skipped("done"))));
        ledger.write("demo", PlannedWork.of(drafts));
        assertThat(ledger.state("demo").pendingCommands())
                .hasSize(120 - first.size())
                .noneMatch(pending -> first.contains(pending.command().key()));
    }

    @Test
    void finished_events_expire() {
        write(draft("a"), once("b", NOON, Duration.ofDays(7)));
        var days = expiries();
        assertThat(days).containsEntry("E#demo#a", 35L).containsEntry("E#demo#b", 35L);
        assertThat(days).containsEntry("O#demo#call|leads/501", 42L).hasSize(3);
    }

    private Map<String, Long> expiries() {
        try (var client = table.client()) {
            return client.scan(scan -> scan.tableName(table.name)).items().stream()
                    .map(Item::new)
                    .filter(item -> item.has("expires"))
                    .collect(Collectors.toMap(
                            item -> item.key().partition(),
                            item -> Duration.ofSeconds(item.number("expires") - NOON.getEpochSecond())
                                    .toDays()));
        }
    }

    @Test
    void items_can_be_read_by_a_person() {
        write(draft("a"));
        ledger.markSent("demo", List.of(command("a")), NOON);
        assertThat(item("A#demo", "PENDING#a|call|0"))
                .containsEntry("version", AttributeValue.fromN("1"))
                .containsEntry("sentAt", AttributeValue.fromS("2026-11-21T12:00:00Z"))
                .containsEntry("command", AttributeValue.fromS("""
                                {"action":"create","origin":{"event":"a","rule":"call","position":0},\
                                "task":{"type":1,"text":"Call","due":"2026-11-21T12:00:00Z"}}"""));
        ledger.write("demo", deferred(event("e")));
        assertThat(item("A#demo", "PLAN#e")).containsEntry("event", AttributeValue.fromS("""
                                {"kind":"lead.added","account":"demo","entity":{"type":"leads","id":501},\
                                "time":"2026-11-21T12:00:00Z","facts":{"lead":{"id":501}},"key":"e"}"""));
    }

    @Test
    void deleting_an_item_closes_the_circuit() {
        ledger.openCircuit("demo", new Ledger.OpenCircuit("403", NOON, NOON.plusSeconds(300), true));
        assertThat(item("A#demo", "CIRCUIT"))
                .containsEntry("reason", AttributeValue.fromS("403"))
                .containsEntry("since", AttributeValue.fromS("2026-11-21T12:00:00Z"))
                .containsEntry("probeAt", AttributeValue.fromS("2026-11-21T12:05:00Z"));
        try (var client = table.client()) {
            client.deleteItem(delete -> delete.tableName(table.name)
                    .key(Map.of("pk", AttributeValue.fromS("A#demo"), "sk", AttributeValue.fromS("CIRCUIT"))));
        }
        assertThat(ledger.state("demo").openCircuit()).isNull();
    }

    @Test
    void ignores_fields_that_a_later_release_adds_and_refuses_later_versions() {
        var later = """
                {"action":"create","origin":{"event":"a","rule":"call","position":0,"new":1},\
                "task":{"type":1,"text":"Call","due":"2026-11-21T12:00:00Z","new":{}},"new":[1]}""";
        put(1, later);
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("a"), NOON, null));
        put(2, later);
        assertThatThrownBy(() -> ledger.state("demo"))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("A#demo PENDING#a|call|0")
                .hasMessageContaining("later release");
    }

    private void put(int version, String command) {
        var key = Map.of("pk", AttributeValue.fromS("A#demo"), "sk", AttributeValue.fromS("PENDING#a|call|0"));
        try (var client = table.client()) {
            client.updateItem(update -> update.tableName(table.name)
                    .key(key)
                    .updateExpression("SET #o = :o, #n = :n, #v = :v, #w = :w")
                    .expressionAttributeNames(
                            Map.of("#o", "command", "#n", "number", "#v", "version", "#w", "writtenAt"))
                    .expressionAttributeValues(Map.of(
                            ":o", AttributeValue.fromS(command),
                            ":n", AttributeValue.fromN("0"),
                            ":w", AttributeValue.fromS(NOON.toString()),
                            ":v", AttributeValue.fromN(Integer.toString(version)))));
        }
    }

    private Map<String, AttributeValue> item(String pk, String sk) {
        try (var client = table.client()) {
            return client.getItem(get -> get.tableName(table.name)
                            .key(Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk))))
                    .item();
        }
    }

    @Test
    void names_the_access_that_failed() {
        var missing = new DynamoDbLedger(table.client(), "missing", clock);
        assertThatThrownBy(() -> missing.state("demo"))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("table missing failed at reading A#demo");
        assertThatThrownBy(() -> missing.write("demo", PlannedWork.of(List.of(draft("a")))))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("table missing failed at reading 2 items, first A#demo SEQUENCE");
        assertThatThrownBy(() -> missing.lease("demo", "me", Duration.ofMinutes(1)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("table missing failed at writing 1 items, first A#demo LEASE");
    }

    private void write(DraftCommand... drafts) {
        ledger.write("demo", PlannedWork.of(List.of(drafts)));
    }

    private static Outcome changed(long first, long last) {
        return new Outcome.Done(LongStream.rangeClosed(first, last)
                .mapToObj(task -> new TaskEffect(task, NOON))
                .toList());
    }
}
