package dev.followup.ledger.dynamodb;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.deferred;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.LedgerSamples.event;
import static dev.followup.ledger.LedgerSamples.limited;
import static dev.followup.ledger.LedgerSamples.once;
import static dev.followup.ledger.LedgerSamples.rotating;
import static dev.followup.ledger.LedgerSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.EventRecord;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.LedgerContract;
import dev.followup.ledger.LedgerRefusalException;
import dev.followup.ledger.LedgerSamples;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskType;
import dev.followup.telemetry.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class DynamoDbLedgerTest extends LedgerContract {

    private final TableCallCounter calls = new TableCallCounter();
    private final EmbeddedTable table = new EmbeddedTable();

    @Override
    public Ledger open(Clock clock) {
        return new DynamoDbLedger(table.client(calls), table.name, clock, Runnable::run);
    }

    /// DynamoDB on this machine asks nobody for rights.
    @AfterAll
    static void all_that_was_done_is_allowed_to_the_worker() throws IOException {
        var template = Files.readString(Path.of("infra/template.yaml"));
        int begin = template.indexOf("PolicyName: ledger");
        var allowed = Pattern.compile("- (dynamodb:\\w+)")
                .matcher(template.substring(begin, template.indexOf("PolicyName", begin + 1)))
                .results()
                .map(right -> right.group(1))
                .toList();
        assertThat(TableCallCounter.actions())
                .as("the IAM actions of all calls so far")
                .isSubsetOf(allowed);
    }

    @Test
    void keeps_commands_after_the_process_has_ended() {
        write(rotating("a"));
        ledger.markSent(lease(), List.of(command("a")), NOON);
        var next = new TestLedger(open(clock));
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
    void makes_two_calls_for_a_request_of_33_commands() {
        var commands = IntStream.range(0, 33).mapToObj(i -> command("e" + i)).toList();
        write(commands.stream().map(DraftCommand::of).toArray(DraftCommand[]::new));
        var own = ledger.own("demo");
        calls.taken();
        own.markSent(commands, NOON);
        own.release(IntStream.range(0, 33)
                .boxed()
                .collect(Collectors.<Integer, String, Outcome>toMap(
                        i -> commands.get(i).key(), i -> Outcome.Done.added(i))));
        assertThat(calls.taken()).containsExactly("TransactWriteItems", "TransactWriteItems");
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(ledger.lease("demo", "next", Duration.ofMinutes(1))).isPresent();
    }

    @Test
    void reads_the_state_beside_the_lease_and_not_again_if_nobody_else_had_the_lease() {
        ledger.own("demo").release(Map.of());
        calls.taken();
        var own = ledger.own("demo");
        assertThat(calls.taken()).containsExactlyInAnyOrder("BatchGetItem", "Query", "Query", "UpdateItem");
        own.release(Map.of());
        var other = new TestLedger(open(clock));
        other.write("demo", PlannedWork.of(List.of(draft("a"))));
        calls.taken();
        assertThat(ledger.own("demo").state().pendingCommands()).hasSize(1);
        assertThat(calls.taken()).hasSize(4 + 3 + 3);
    }

    @Test
    void writes_work_down_with_one_write_if_what_it_depends_on_was_read_with_the_history() {
        var work = PlannedWork.of(List.of(rotating("a"), once("b", NOON, null), limited("c", 0, NOON)));
        var own = ledger.own("demo");
        calls.taken();
        own.history(Set.of("a", "b", "c"), Set.of(), work.drafts(), List.of());
        own.write(work, SendSelection.NONE);
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
        own.write(work, SendSelection.NONE);
        own.write(LedgerSamples.completed(1, NOON), SendSelection.NONE);
        assertThat(calls.taken()).containsExactly("UpdateItem");
    }

    @Test
    void counts_events_without_another_call_and_writes_nothing_over_the_limit() {
        var own = ledger.own("demo");
        calls.taken();
        own.write(PlannedWork.of(List.of(limited("a", 0, NOON), limited("b", 0, NOON))), SendSelection.NONE);
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
        own.write(PlannedWork.of(List.of(limited("c", 0, NOON))), SendSelection.NONE);
        assertThat(calls.taken()).containsExactly("BatchGetItem", "PutItem");
        own.write(PlannedWork.of(List.of(limited("d", 0, NOON))), SendSelection.NONE);
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
    void writes_the_records_of_unanswered_events_with_one_call_and_without_a_read() {
        var events = IntStream.range(0, 12)
                .mapToObj(i -> HeardEvent.of(event("e" + i), NOON))
                .toList();
        var own = ledger.own("demo");
        calls.taken();
        own.write(PlannedWork.of(List.of()).heard(events), SendSelection.NONE);
        assertThat(calls.taken()).containsExactly("BatchWriteItem");
    }

    @Test
    void writes_the_record_of_an_answered_event_with_its_commands() {
        var own = ledger.own("demo");
        calls.taken();
        own.write(
                PlannedWork.of(List.of(draft("a"))).heard(List.of(HeardEvent.of(event("a"), NOON))),
                SendSelection.NONE);
        assertThat(calls.taken()).containsExactly("BatchGetItem", "TransactWriteItems");
    }

    @Test
    void reads_events_and_tasks_with_one_call() {
        ledger.history("demo", Set.of("a", "b"), Set.of(1L, 2L));
        assertThat(calls.taken()).containsExactly("BatchGetItem");
    }

    @Test
    void makes_no_call_without_work() {
        var own = ledger.own("demo");
        calls.taken();
        own.write(PlannedWork.of(List.of()), SendSelection.NONE);
        own.markSent(List.of(), NOON);
        own.recordOutcomes(Map.of());
        own.history(Set.of(), Set.of(), List.of(), List.of());
        assertThat(calls.taken()).isEmpty();
    }

    @Test
    void reads_many_traces_in_few_calls() {
        ledger.recordOutcomes(lease(), Map.of(command("a").key(), changed(1, 150)));
        calls.taken();
        assertThat(ledger.traces("demo", LongStream.range(0, 200).boxed().collect(Collectors.toSet())))
                .hasSize(150);
        assertThat(calls.taken()).containsExactly("BatchGetItem", "BatchGetItem");
    }

    @Test
    void a_command_may_change_more_tasks_than_fit_into_a_transaction() {
        write(draft("a"));
        ledger.recordOutcomes(lease(), Map.of(command("a").key(), changed(1, 250)));
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
        assertThat(ledger.traces("demo", Set.of(1L, 250L))).hasSize(2);
    }

    @Test
    void reads_a_state_that_is_longer_than_a_page() {
        var text = "x".repeat(200_000);
        var events = IntStream.range(0, 20)
                .mapToObj(i -> waiting(event("e" + i, Map.of("lead", Map.of("name", text + i)))))
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
                drafts,
                List.of(waiting(event("new"))),
                Set.of("old"),
                Map.of(1L, NOON),
                Set.of(2L),
                NOON.plusSeconds(60));
    }

    @Test
    void writing_again_completes_a_write_that_ended_at_any_call() {
        ledger.write("demo", deferred(event("old")));
        var own = ledger.own("demo");
        calls.taken();
        own.write(big(), SendSelection.NONE);
        int all = calls.taken().size();
        var state = ledger.state("demo");
        assertThat(all).isGreaterThanOrEqualTo(4);
        assertThat(state.pendingCommands()).hasSize(131);
        assertThat(state.deferredEvents()).containsExactly(waiting(event("new")));
        for (int call = 0; call < all; call++) {
            assertThat(afterTheEndAt(call, false)).isEqualTo(state);
            assertThat(afterTheEndAt(call, true)).isEqualTo(state);
        }
    }

    /// The state after a process has ended at a call, and another one has written the same work.
    ///
    /// @param isMade whether the call is made, and only its answer is lost
    private Ledger.AccountState afterTheEndAt(int call, boolean isMade) {
        var fresh = new EmbeddedTable();
        var next = new TestLedger(new DynamoDbLedger(fresh.client(), fresh.name, clock, Runnable::run));
        next.write("demo", deferred(event("old")));
        var process = new TableCallCounter();
        var ending = new TestLedger(new DynamoDbLedger(fresh.client(process), fresh.name, clock, Runnable::run));
        var own = ending.own("demo");
        if (isMade) {
            process.endWithTheAnswerOf(call);
        } else {
            process.endAfterMore(call);
        }
        assertThatThrownBy(() -> own.write(big(), SendSelection.NONE)).isInstanceOf(LedgerUnavailableException.class);
        var between = next.state("demo");
        if (between.pendingCommands().size() < 131) {
            // The events are not marked as planned before all commands are written.
            assertThat(between.deferredEvents()).contains(waiting(event("old")));
            assertThat(between.scheduledUntil()).isNull();
        }
        next.write("demo", big());
        return next.state("demo");
    }

    @Test
    void a_write_whose_answer_is_lost_is_read_back_and_goes_on() {
        var process = new TableCallCounter();
        var other = new TestLedger(new DynamoDbLedger(table.client(process), table.name, clock, Runnable::run));
        process.loseTheAnswerOf(process.next() + 3);
        var own = other.own("demo"); // the lease is acquired after three reads
        process.loseTheAnswerOf(process.next() + 1);
        var written = own.write(PlannedWork.of(List.of(draft("a"), draft("b"))), _ -> Set.of("a|call|0"));
        assertThat(written.added())
                .extracting(PendingCommand::sent)
                .containsExactly(new SendAttempt(NOON, false), null);
        process.loseTheAnswerOf(process.next());
        own.markSent(List.of(command("b")), NOON);
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(PendingCommand::sent)
                .containsOnly(new SendAttempt(NOON, false))
                .hasSize(2);
    }

    @Test
    void retries_a_write_that_conflicts_with_others() {
        var busy = new Busy("TransactionConflict", 3);
        var throttled = new TestLedger(new DynamoDbLedger(table.client(busy), table.name, clock, Runnable::run));
        assertThat(throttled.write("demo", PlannedWork.of(List.of(draft("a")))).added())
                .extracting(PendingCommand::command)
                .containsExactly(command("a"));
        assertThat(busy.left).isZero();
    }

    @Test
    void does_not_retry_an_invalid_write() {
        var busy = new Busy("ValidationError", 3);
        var refused = new TestLedger(new DynamoDbLedger(table.client(busy), table.name, clock, Runnable::run));
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
        ledger.markSent(lease(), drafts.stream().map(DraftCommand::command).toList(), NOON);
        var outcomes = IntStream.range(0, 60)
                .boxed()
                .collect(Collectors.<Integer, String, Outcome>toMap(
                        i -> command("e" + i).key(), i -> Outcome.Done.added(i)));
        var process = new TableCallCounter();
        var ending = new TestLedger(new DynamoDbLedger(table.client(process), table.name, clock, Runnable::run));
        var own = ending.own("demo");
        process.endAfterMore(1);
        assertThatThrownBy(() -> own.recordOutcomes(outcomes)).isInstanceOf(LedgerUnavailableException.class);
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
        var process = new TableCallCounter();
        var ending = new TestLedger(new DynamoDbLedger(table.client(process), table.name, clock, Runnable::run));
        var own = ending.own("demo");
        process.endAfterMore(2);
        assertThatThrownBy(() -> own.write(PlannedWork.of(drafts), SendSelection.NONE))
                .isInstanceOf(LedgerUnavailableException.class);
        var first = ledger.state("demo").pendingCommands().stream()
                .map(pending -> pending.command().key())
                .toList();
        assertThat(first).isNotEmpty().hasSizeLessThan(120);
        first.forEach(key -> ledger.recordOutcomes(lease(), Map.of(key, new Outcome.Skipped("done"))));
        ledger.write("demo", PlannedWork.of(drafts));
        assertThat(ledger.state("demo").pendingCommands())
                .hasSize(120 - first.size())
                .noneMatch(pending -> first.contains(pending.command().key()));
    }

    @Test
    void records_of_events_expire() {
        write(draft("a"), once("b", NOON, Duration.ofDays(7)));
        ledger.write("demo", LedgerSamples.heard(event("c")));
        var days = expiries();
        assertThat(days).containsEntry("E#demo#c", 35L).containsEntry("E#demo#demo:lead.added:501:@", 35L);
        assertThat(days).containsEntry("E#demo#a", 35L).containsEntry("E#demo#b", 35L);
        assertThat(days).containsEntry("O#demo#call|leads/501", 42L).hasSize(5);
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
        ledger.markSent(lease(), List.of(command("a")), NOON);
        assertThat(item("A#demo", "PENDING#000000000000000"))
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
    void ignores_fields_that_a_later_release_adds_and_leaves_out_later_versions() {
        var later = """
                {"action":"create","origin":{"event":"a","rule":"call","position":0,"new":1},\
                "task":{"type":1,"text":"Call","due":"2026-11-21T12:00:00Z","new":{}},"new":[1]}""";
        put(1, later);
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("a"), NOON, null));
        put(2, later);
        try (var log = LogCapture.of(Item.class)) {
            assertThat(ledger.state("demo").pendingCommands()).isEmpty();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("A#demo PENDING#000000000000000", "later release");
        }
    }

    static Stream<Arguments> unreadableItemsOfTheAccount() {
        var text = AttributeValue.fromS("x");
        return Stream.of(
                arguments("PENDING#000000000000000", "command", AttributeValue.fromS("{")),
                arguments("PENDING#000000000000000", "command", AttributeValue.fromS("{\"action\": \"create\"}")),
                arguments("PENDING#000000000000000", "command", AttributeValue.fromS("{\"action\": \"dance\"}")),
                arguments("PENDING#000000000000000", "command", withoutDueTime()),
                arguments("PENDING#000000000000000", "command", AttributeValue.fromN("1")),
                arguments("PENDING#000000000000000", "writtenAt", text),
                arguments("PENDING#000000000000000", "sentAt", text),
                arguments("PENDING#000000000000000", "generation", text),
                arguments("PLAN#deferred", "event", AttributeValue.fromS("[]")),
                arguments("PLAN#deferred", "event", AttributeValue.fromS("{\"key\": \"deferred\"}")),
                arguments("PLAN#deferred", "number", AttributeValue.fromBool(true)),
                arguments("CLOCK", "scheduledUntil", text),
                arguments("RECOVERY", "recoveredUntil", AttributeValue.fromN("1")),
                arguments("CIRCUIT", "probeAt", text),
                arguments("SEQUENCE", "next", text),
                arguments("SEQUENCE", "turns", text),
                arguments("SEQUENCE", "last", text),
                arguments("LEASE", "until", text),
                arguments("LEASE", "generation", text),
                arguments("LEASE", "additions", AttributeValue.fromN("1")),
                arguments("LEASE", "additions", AttributeValue.fromB(SdkBytes.fromUtf8String("x"))),
                arguments("LEASE", "additions", additionWithoutTime()));
    }

    private static AttributeValue additionWithoutTime() {
        return AttributeValue.fromB(SdkBytes.fromByteArray(JournalJson.deflated("[{\"task\":9001}]")));
    }

    private static AttributeValue withoutDueTime() {
        return AttributeValue.fromS("""
                {"action":"create","origin":{"event":"a","rule":"call","position":0},"task":{"type":1,"text":"Call"}}""");
    }

    @ParameterizedTest
    @MethodSource("unreadableItemsOfTheAccount")
    void an_unreadable_item_of_the_account_is_left_out_and_everything_else_goes_on(
            String sort, String attribute, AttributeValue value) {
        write(draft("a"), draft("b"));
        ledger.write("demo", deferred(event("deferred"), event("other")));
        ledger.write("demo", LedgerSamples.scheduledUntil(NOON));
        ledger.recordRecoveredUntil("demo", NOON);
        ledger.openCircuit("demo", new Ledger.OpenCircuit("403", NOON, NOON, true));
        lease();
        clock.pass(Duration.ofHours(2));
        setAttribute("A#demo", sort, attribute, value);
        try (var log = LogCapture.of(Item.class)) {
            var before = ledger.state("demo");
            assertThat(before.pendingCommands())
                    .extracting(PendingCommand::command)
                    .contains(command("b"))
                    .hasSize(sort.startsWith("PENDING") ? 1 : 2);
            assertThat(before.deferredEvents())
                    .contains(LedgerSamples.waiting(event("other")))
                    .hasSize(sort.startsWith("PLAN") ? 1 : 2);
            var next = ledger.of(
                    ledger.lease("demo", "next", Duration.ofMinutes(1)).orElseThrow());
            next.write(PlannedWork.of(List.of(rotating("c"))), SendSelection.NONE);
            next.markSent(List.of(command("b")), NOON);
            next.recordOutcomes(Map.of(command("b").key(), Outcome.Done.added(1)));
            next.write(LedgerSamples.scheduledUntil(NOON.plusSeconds(60)), SendSelection.NONE);
            next.release(Map.of());
            var after = ledger.state("demo");
            assertThat(after.pendingCommands().getLast().command().origin().event())
                    .isEqualTo("c");
            assertThat(after.scheduledUntil()).isEqualTo(NOON.plusSeconds(60));
            assertThat(log.lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).contains("Item A#demo " + sort, "is left out"));
        }
    }

    @Test
    void an_unreadable_record_of_events_rules_counters_or_tasks_is_left_out() {
        write(draft("a"), once("b", NOON, null), limited("c", 0, NOON));
        ledger.recordOutcomes(
                lease(),
                Map.of(command("a").key(), Outcome.Done.added(1), command("b").key(), Outcome.Done.added(2)));
        var text = AttributeValue.fromS("x");
        setAttribute("E#demo#a", "EVENT", "actions", text);
        setAttribute("O#demo#call|leads/501", "ONCE", "at", text);
        setAttribute("R#demo#call|leads/501|2026-11-21T12:00:00Z", "COUNT", "count", text);
        setAttribute("T#demo#1", "TASK", "madeBy", text);
        try (var log = LogCapture.of(Item.class)) {
            assertThat(ledger.traces("demo", Set.of(1L, 2L))).containsOnlyKeys(2L);
            var written = ledger.write(
                    "demo", PlannedWork.of(List.of(draft("a"), once("d", NOON, null), limited("e", 0, NOON))));
            assertThat(written.added()).extracting(PendingCommand::command).containsExactly(command("d"), command("e"));
            assertThat(log.lines()).anyMatch(line -> line.contains("E#demo#a EVENT"));
            assertThat(log.lines()).anyMatch(line -> line.contains("O#demo#call|leads/501 ONCE"));
            assertThat(log.lines()).anyMatch(line -> line.contains("R#demo#call|leads/501|"));
            assertThat(log.lines()).anyMatch(line -> line.contains("T#demo#1 TASK"));
        }
    }

    private void setAttribute(String pk, String sk, String name, AttributeValue value) {
        try (var client = table.client()) {
            client.updateItem(update -> update.tableName(table.name)
                    .key(Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk)))
                    .updateExpression("SET #name = :value")
                    .expressionAttributeNames(Map.of("#name", name))
                    .expressionAttributeValues(Map.of(":value", value)));
        }
    }

    @Test
    void what_is_too_large_for_an_item_is_set_aside_alone_and_the_rest_is_written() {
        var text = "Ё".repeat(205_000);
        var large = event("large", Map.of("lead", Map.of("name", text)));
        var task = new NewTask(TaskType.FOLLOW_UP, text, NOON, null, null, null, null);
        var longText = DraftCommand.of(new TaskCommand.Create(new TaskCommand.Origin("long", "call", 1), task, null));
        var work = new PlannedWork(
                List.of(draft("a"), draft("long"), longText, draft("b")),
                List.of(LedgerSamples.waiting(large), LedgerSamples.waiting(event("small"))),
                Set.of(),
                Map.of(),
                Set.of(),
                null);
        var entry = JournalEntry.of(event("long"), NOON, false, null);
        var written = ledger.write(
                "demo", work.heard(List.of(HeardEvent.of(event("long"), NOON).journalled(entry))));
        assertThat(written.tooLarge()).containsExactlyInAnyOrder("large", "long");
        assertThat(ledger.journal().entries("demo", List.of("large", "long")))
                .hasSize(2)
                .allSatisfy((key, kept) -> {
                    assertThat(kept.isCut()).isEqualTo(key.equals("large"));
                    assertThat(kept.remarks())
                            .singleElement()
                            .satisfies(remark ->
                                    assertThat(remark.words()).contains("too large for the ledger", "dead letters"));
                });
        assertThat(ledger.heardEvents("demo", Set.of("large", "long")).values())
                .hasSize(2)
                .noneMatch(EventRecord::isComplete);
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(PendingCommand::command)
                .containsExactly(command("a"), command("b"));
        assertThat(ledger.state("demo").deferredEvents()).containsExactly(LedgerSamples.waiting(event("small")));
    }

    @Test
    void changes_of_a_task_do_not_pile_up() {
        for (int day = 0; day < 12; day++) {
            var at = NOON.plus(Duration.ofDays(day));
            ledger.write("demo", PlannedWork.of(List.of(draft("a" + day))));
            ledger.recordOutcomes(
                    lease(), Map.of(command("a" + day).key(), new Outcome.Done(List.of(new TaskEffect(9001, at)))));
        }
        assertThat(ledger.traces("demo", Set.of(9001L)).values())
                .singleElement()
                .satisfies(trace -> assertThat(trace.changes()).hasSize(5));
    }

    @Test
    void what_the_table_would_refuse_each_time_is_no_outage() {
        var tooLongForAKey = event("x".repeat(3000), Map.of("lead", Map.of("id", 1L)));
        assertThatThrownBy(() -> ledger.write(
                        "demo",
                        LedgerSamples.heard(tooLongForAKey)
                                .heard(List.of(HeardEvent.of(tooLongForAKey, NOON)
                                        .journalled(JournalEntry.of(tooLongForAKey, NOON, false, null))))))
                .isInstanceOf(LedgerRefusalException.class);
    }

    @Test
    void what_just_fits_into_an_item_is_written() {
        var large = event("large", Map.of("lead", Map.of("name", "x".repeat(390 * 1024 - 200))));
        assertThat(ledger.write("demo", deferred(large)).tooLarge()).isEmpty();
        assertThat(ledger.state("demo").deferredEvents()).containsExactly(LedgerSamples.waiting(large));
    }

    private void put(int version, String command) {
        var key = Map.of("pk", AttributeValue.fromS("A#demo"), "sk", AttributeValue.fromS("PENDING#000000000000000"));
        try (var client = table.client()) {
            client.updateItem(update -> update.tableName(table.name)
                    .key(key)
                    .updateExpression("SET #o = :o, #v = :v, #w = :w")
                    .expressionAttributeNames(Map.of("#o", "command", "#v", "version", "#w", "writtenAt"))
                    .expressionAttributeValues(Map.of(
                            ":o", AttributeValue.fromS(command),
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
        var missing = new TestLedger(new DynamoDbLedger(table.client(), "missing", clock, Runnable::run));
        assertThatThrownBy(() -> missing.state("demo"))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageStartingWith("table missing failed at reading ");
        assertThatThrownBy(() -> missing.lease("demo", "me", Duration.ofMinutes(1)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessage("table missing failed at reading 1 items, first A#demo LEASE");
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
