package dev.followup.ledger;

import static dev.followup.ledger.Drafts.NOON;
import static dev.followup.ledger.Drafts.deferred;
import static dev.followup.ledger.Drafts.draft;
import static dev.followup.ledger.Drafts.event;
import static dev.followup.ledger.Drafts.inTurn;
import static dev.followup.ledger.Drafts.limited;
import static dev.followup.ledger.Drafts.once;
import static dev.followup.ledger.Drafts.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.ledger.Ledger.Entry;
import dev.followup.ledger.Ledger.Sent;
import dev.followup.task.Draft;
import dev.followup.task.Effect;
import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
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

    private final Calls calls = new Calls();
    private final LocalTable table = new LocalTable();

    @Override
    Ledger open(Clock clock) {
        return new DynamoDbLedger(table.client(calls), table.name, clock);
    }

    @Test
    void outlasts_its_process() {
        write(inTurn("a"));
        ledger.send("demo", List.of(order("a")), NOON);
        var next = open(clock);
        next.write("demo", Decisions.of(List.of(inTurn("a"), inTurn("b"))));
        assertThat(next.agenda("demo").entries()).extracting(Entry::sent).containsExactly(new Sent(NOON, false), null);
        assertThat(next.agenda("demo").entries())
                .extracting(entry -> ((TaskOrder.Create) entry.order()).task().responsible())
                .containsExactly(101L, 102L);
    }

    @Test
    void makes_three_calls_for_one_of_fifty_orders() {
        var orders = IntStream.range(0, 50).mapToObj(i -> order("e" + i)).toList();
        write(orders.stream().map(Draft::of).toArray(Draft[]::new));
        calls.taken();
        ledger.agenda("demo");
        ledger.send("demo", orders, NOON);
        ledger.close(
                "demo",
                IntStream.range(0, 50)
                        .boxed()
                        .collect(Collectors.<Integer, String, Outcome>toMap(
                                i -> orders.get(i).key(), i -> Outcome.Done.added(i))));
        assertThat(calls.taken()).containsExactly("Query", "TransactWriteItems", "TransactWriteItems");
        assertThat(ledger.agenda("demo").entries()).isEmpty();
    }

    @Test
    void reads_and_writes_once_to_write_down() {
        write(inTurn("a"), once("b", NOON, null), draft("c"));
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
        write(inTurn("a"), once("b", NOON, null));
        assertThat(calls.taken()).containsExactly("BatchGetItem");
        ledger.write("demo", Drafts.completed(1, NOON));
        assertThat(calls.taken()).containsExactly("TransactWriteItems");
    }

    @Test
    void counts_without_another_call_and_writes_nothing_of_what_is_over() {
        write(limited("a", 0, NOON), limited("b", 0, NOON));
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
        write(limited("c", 0, NOON));
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
        write(limited("d", 0, NOON));
        assertThat(calls.taken()).containsExactly("BatchGetItem");
    }

    @Test
    void a_limited_event_may_have_more_orders_than_a_transaction_takes() {
        var drafts =
                IntStream.range(0, 120).mapToObj(i -> limited("big", i, NOON)).toList();
        assertThat(ledger.write("demo", Decisions.of(drafts)).added()).hasSize(120);
        assertThat(ledger.agenda("demo").entries()).hasSize(120);
    }

    @Test
    void makes_no_call_for_nothing() {
        write();
        ledger.send("demo", List.of(), NOON);
        ledger.close("demo", Map.of());
        ledger.traces("demo", Set.of());
        assertThat(calls.taken()).isEmpty();
    }

    @Test
    void reads_many_traces_in_few_calls() {
        ledger.close("demo", Map.of(order("a").key(), changed(1, 150)));
        calls.taken();
        assertThat(ledger.traces("demo", LongStream.range(0, 200).boxed().collect(Collectors.toSet())))
                .hasSize(150);
        assertThat(calls.taken()).containsExactly("BatchGetItem", "BatchGetItem");
    }

    @Test
    void an_order_may_change_more_tasks_than_a_transaction_takes() {
        write(draft("a"));
        ledger.close("demo", Map.of(order("a").key(), changed(1, 250)));
        assertThat(ledger.agenda("demo").entries()).isEmpty();
        assertThat(ledger.traces("demo", Set.of(1L, 250L))).hasSize(2);
    }

    @Test
    void a_list_may_be_longer_than_a_page() {
        var text = "x".repeat(200_000);
        var events = IntStream.range(0, 20)
                .mapToObj(i -> event("e" + i, Map.of("lead", Map.of("name", text + i))))
                .toList();
        ledger.write("demo", new Decisions(List.of(), events, Set.of(), Map.of(), Set.of(), null));
        assertThat(ledger.agenda("demo").events()).isEqualTo(events);
    }

    /// More orders of one event, and more events, than one transaction takes.
    private static Decisions big() {
        var drafts = new ArrayList<Draft>();
        IntStream.range(0, 10).forEach(i -> drafts.add(inTurn("first" + i)));
        IntStream.range(0, 120).forEach(i -> drafts.add(new Draft(order("big", i), List.of(1L, 2L), null, null)));
        drafts.add(once("last", NOON, null));
        return new Decisions(
                drafts, List.of(event("new")), Set.of("old"), Map.of(1L, NOON), Set.of(2L), NOON.plusSeconds(60));
    }

    @Test
    void whatever_call_it_ends_at_writing_again_completes_it() {
        ledger.write("demo", deferred(event("old")));
        calls.taken();
        ledger.write("demo", big());
        int all = calls.taken().size();
        var agenda = ledger.agenda("demo");
        assertThat(all).isGreaterThanOrEqualTo(6);
        assertThat(agenda.entries()).hasSize(131);
        assertThat(agenda.events()).containsExactly(event("new"));
        for (int call = 0; call < all; call++) {
            assertThat(afterTheEndOf(Calls.endingBefore(call))).isEqualTo(agenda);
            assertThat(afterTheEndOf(Calls.endingAfter(call + 1))).isEqualTo(agenda);
        }
    }

    private Ledger.Agenda afterTheEndOf(Calls process) {
        var fresh = new LocalTable();
        var next = new DynamoDbLedger(fresh.client(), fresh.name, clock);
        next.write("demo", deferred(event("old")));
        var ending = new DynamoDbLedger(fresh.client(process), fresh.name, clock);
        assertThatThrownBy(() -> ending.write("demo", big())).isInstanceOf(LedgerUnavailableException.class);
        var between = next.agenda("demo");
        if (between.entries().size() < 131) {
            // Nothing says that it is written down before it is.
            assertThat(between.events()).contains(event("old"));
            assertThat(between.ticked()).isNull();
        }
        next.write("demo", big());
        return next.agenda("demo");
    }

    @Test
    void tries_again_if_others_are_in_the_way() {
        var busy = new Busy("TransactionConflict", 3);
        var crowded = new DynamoDbLedger(table.client(busy), table.name, clock);
        assertThat(crowded.write("demo", Decisions.of(List.of(draft("a")))).added())
                .containsExactly(order("a"));
        assertThat(busy.left).isZero();
    }

    @Test
    void gives_up_at_once_if_trying_again_is_no_use() {
        var busy = new Busy("ValidationError", 3);
        var refused = new DynamoDbLedger(table.client(busy), table.name, clock);
        assertThatThrownBy(() -> refused.write("demo", Decisions.of(List.of(draft("a")))))
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(busy.left).isEqualTo(2);
    }

    /// Answers the first transactions in the table's place.
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
    void whatever_call_closing_ends_at_what_is_known_to_be_made_is_off_the_list() {
        var drafts = IntStream.range(0, 60).mapToObj(i -> draft("e" + i)).toList();
        ledger.write("demo", Decisions.of(drafts));
        ledger.send("demo", drafts.stream().map(Draft::order).toList(), NOON);
        var outcomes = IntStream.range(0, 60)
                .boxed()
                .collect(Collectors.<Integer, String, Outcome>toMap(
                        i -> order("e" + i).key(), i -> Outcome.Done.added(i)));
        var ending = new DynamoDbLedger(table.client(Calls.endingBefore(1)), table.name, clock);
        assertThatThrownBy(() -> ending.close("demo", outcomes)).isInstanceOf(LedgerUnavailableException.class);
        var made = ledger.traces("demo", LongStream.range(0, 60).boxed().collect(Collectors.toSet())).values().stream()
                .map(Ledger.Trace::madeBy)
                .toList();
        var open = ledger.agenda("demo").entries();
        assertThat(made).isNotEmpty().hasSize(60 - open.size());
        assertThat(open).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.sent()).isEqualTo(new Sent(NOON, false));
            assertThat(made).doesNotContain(entry.order().origin());
        });
    }

    @Test
    void what_was_carried_out_before_the_rest_was_written_down_is_not_written_again() {
        var drafts =
                IntStream.range(0, 120).mapToObj(i -> Draft.of(order("big", i))).toList();
        var ending = new DynamoDbLedger(table.client(Calls.endingBefore(2)), table.name, clock);
        assertThatThrownBy(() -> ending.write("demo", Decisions.of(drafts)))
                .isInstanceOf(LedgerUnavailableException.class);
        var first = ledger.agenda("demo").entries().stream()
                .map(entry -> entry.order().key())
                .toList();
        assertThat(first).isNotEmpty().hasSizeLessThan(120);
        first.forEach(key -> ledger.close("demo", Map.of(key, new Outcome.Skipped("done"))));
        ledger.write("demo", Decisions.of(drafts));
        assertThat(ledger.agenda("demo").entries())
                .hasSize(120 - first.size())
                .noneMatch(entry -> first.contains(entry.order().key()));
    }

    @Test
    void what_is_over_is_forgotten_in_time() {
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
    void what_is_written_can_be_read_by_a_person() {
        write(draft("a"));
        ledger.send("demo", List.of(order("a")), NOON);
        assertThat(item("A#demo", "TODO#a|call|0"))
                .containsEntry("version", AttributeValue.fromN("1"))
                .containsEntry("sentAt", AttributeValue.fromS("2026-11-21T12:00:00Z"))
                .containsEntry("order", AttributeValue.fromS("""
                                {"action":"create","origin":{"event":"a","rule":"call","position":0},\
                                "task":{"type":1,"text":"Call","due":"2026-11-21T12:00:00Z"}}"""));
        ledger.write("demo", deferred(event("e")));
        assertThat(item("A#demo", "PLAN#e")).containsEntry("event", AttributeValue.fromS("""
                                {"kind":"lead.added","account":"demo","entity":{"type":"leads","id":501},\
                                "time":"2026-11-21T12:00:00Z","facts":{"lead":{"id":501}},"key":"e"}"""));
    }

    @Test
    void a_person_opens_an_account_by_deleting_an_item() {
        ledger.block("demo", new Ledger.Block("403", NOON, NOON.plusSeconds(300)));
        assertThat(item("A#demo", "BLOCK"))
                .containsEntry("reason", AttributeValue.fromS("403"))
                .containsEntry("since", AttributeValue.fromS("2026-11-21T12:00:00Z"))
                .containsEntry("probeAt", AttributeValue.fromS("2026-11-21T12:05:00Z"));
        try (var client = table.client()) {
            client.deleteItem(delete -> delete.tableName(table.name)
                    .key(Map.of("pk", AttributeValue.fromS("A#demo"), "sk", AttributeValue.fromS("BLOCK"))));
        }
        assertThat(ledger.agenda("demo").block()).isNull();
    }

    @Test
    void ignores_what_a_later_release_adds_and_refuses_what_it_changes() {
        var later = """
                {"action":"create","origin":{"event":"a","rule":"call","position":0,"new":1},\
                "task":{"type":1,"text":"Call","due":"2026-11-21T12:00:00Z","new":{}},"new":[1]}""";
        put(1, later);
        assertThat(ledger.agenda("demo").entries()).containsExactly(new Entry(order("a"), NOON, null));
        put(2, later);
        assertThatThrownBy(() -> ledger.agenda("demo"))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("A#demo TODO#a|call|0")
                .hasMessageContaining("later release");
    }

    private void put(int version, String order) {
        var key = Map.of("pk", AttributeValue.fromS("A#demo"), "sk", AttributeValue.fromS("TODO#a|call|0"));
        try (var client = table.client()) {
            client.updateItem(update -> update.tableName(table.name)
                    .key(key)
                    .updateExpression("SET #o = :o, #n = :n, #v = :v, #w = :w")
                    .expressionAttributeNames(Map.of("#o", "order", "#n", "number", "#v", "version", "#w", "writtenAt"))
                    .expressionAttributeValues(Map.of(
                            ":o", AttributeValue.fromS(order),
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
    void says_what_was_tried_if_the_table_does_not_answer() {
        var gone = new DynamoDbLedger(table.client(), "gone", clock);
        assertThatThrownBy(() -> gone.agenda("demo"))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("table gone failed at reading A#demo");
        assertThatThrownBy(() -> gone.write("demo", Decisions.of(List.of(draft("a")))))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("table gone failed at reading 2 items, first A#demo LANE");
        assertThatThrownBy(() -> gone.lease("demo", "me", Duration.ofMinutes(1)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("table gone failed at writing 1 items, first A#demo LEASE");
    }

    private void write(Draft... drafts) {
        ledger.write("demo", Decisions.of(List.of(drafts)));
    }

    private static Outcome changed(long first, long last) {
        return new Outcome.Done(LongStream.rangeClosed(first, last)
                .mapToObj(task -> new Effect(task, NOON))
                .toList());
    }
}
