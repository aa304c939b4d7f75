package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.LEAD;
import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.deferred;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.LedgerSamples.event;
import static dev.followup.ledger.LedgerSamples.limited;
import static dev.followup.ledger.LedgerSamples.once;
import static dev.followup.ledger.LedgerSamples.rotating;
import static dev.followup.ledger.LedgerSamples.settled;
import static dev.followup.ledger.LedgerSamples.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.Ledger.EventRecord;
import dev.followup.ledger.Ledger.Lease;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.task.Absence;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.Outcome;
import dev.followup.task.PersonChoice;
import dev.followup.task.PersonChoice.Candidate;
import dev.followup.task.PersonFinds;
import dev.followup.task.Rotation;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskEffect;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The tests that every ledger must pass.
public abstract class LedgerContract extends JournalContract {

    private static final Set<String> CALL = Set.of("call");

    /// The result of writing nothing new.
    private static final Ledger.WriteResult NOTHING = Ledger.WriteResult.NOTHING;

    private static final EventRecord RECORD = new EventRecord(NOON, NOON, true);

    public final TestClock clock = new TestClock(NOON);
    public TestLedger ledger;

    /// An empty ledger.
    public abstract Ledger open(Clock clock);

    @Override
    final TestLedger ledger() {
        return ledger;
    }

    @Override
    final TestClock clock() {
        return clock;
    }

    @BeforeEach
    void open() {
        ledger = new TestLedger(open(clock));
    }

    @Test
    void written_commands_are_pending_in_their_order() {
        write(command("b"), command("a"));
        write(command("c"));
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(pending -> pending.command().origin().event())
                .containsExactly("b", "a", "c");
    }

    @Test
    void a_command_keeps_the_time_at_which_it_was_written() {
        write(command("a"));
        clock.pass(Duration.ofSeconds(1));
        write(command("a"), command("b"));
        ledger.markSent(lease(), List.of(command("a")), NOON.plusSeconds(2));
        recordOutcome("a", new Outcome.Uncertain("cut", NOON.plusSeconds(2), false));
        recordOutcome("a", new Outcome.Deferred("not found"));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(
                        new PendingCommand(command("a"), NOON, null),
                        new PendingCommand(command("b"), NOON.plusSeconds(1), null));
    }

    @Test
    void a_walk_is_kept_with_what_it_found() {
        var begun = Walk.begin("idle", NOON);
        ledger.write("demo", PlannedWork.of(List.of()).walks(List.of(begun, Walk.begin("old", NOON))));
        assertThat(ledger.own("demo").walks()).containsExactly(begun, Walk.begin("old", NOON));
        var further = begun.readUntil(501, 250)
                .and(3, 1)
                .and(Map.of(
                        101L, PersonFinds.NONE.and("Roof").and("Ёлка"),
                        0L, PersonFinds.NONE.and("Of nobody").andOne()));
        var written = ledger.write("demo", PlannedWork.of(List.of(draft("a"))).walks(List.of(further)));
        assertThat(written.added()).hasSize(1);
        assertThat(ledger.own("demo").walks()).containsExactly(further, Walk.begin("old", NOON));
        assertThat(ledger.own("other").walks()).isEmpty();
        ledger.write("demo", PlannedWork.of(List.of()).walks(List.of(further.over())));
        assertThat(ledger.own("demo").walks().getFirst().isOver()).isTrue();
    }

    @Test
    void a_walk_is_written_only_by_who_has_the_lease() {
        var lost = ledger.own("demo");
        var begun = Walk.begin("idle", NOON);
        clock.pass(Duration.ofHours(2));
        var now = ledger.lease("demo", "another", Duration.ofHours(1)).orElseThrow();
        assertThatThrownBy(() -> lost.write(PlannedWork.of(List.of()).walks(List.of(begun)), SendSelection.NONE))
                .isInstanceOf(LeaseLostException.class);
        assertThat(ledger.of(now).walks()).isEmpty();
    }

    @Test
    void many_commands_are_written_before_their_walk() {
        var drafts = IntStream.range(0, 250).mapToObj(i -> draft("event-" + i)).toList();
        var walk = Walk.begin("idle", NOON).readUntil(9, 9);
        assertThat(ledger.write("demo", PlannedWork.of(drafts).walks(List.of(walk)))
                        .added())
                .hasSize(250);
        assertThat(ledger.own("demo").walks()).containsExactly(walk);
    }

    @Test
    void a_command_keeps_its_cause() {
        var cause = CommandCause.of(event("a"), NOON.plusMillis(300));
        var withoutEntity = new CommandCause(EventKind.SCHEDULE_TICK, null, NOON, null);
        var drafts = List.of(draft("a"), draft("b"), draft("c"));
        ledger.write("demo", PlannedWork.of(drafts).causes(Map.of("a", cause, "b", withoutEntity)));
        ledger.markSent(lease(), List.of(command("a"), command("b")), NOON);
        ledger.recordOutcomes(lease(), Map.of(command("b").key(), new Outcome.Deferred("limited")));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(
                        new PendingCommand(command("a"), NOON, new SendAttempt(NOON, false), cause, 0),
                        new PendingCommand(command("b"), NOON, null, withoutEntity, 0),
                        new PendingCommand(command("c"), NOON, null));
    }

    @Test
    void writing_returns_new_commands() {
        assertThat(commands(write(command("a"), command("b")))).containsExactly(command("a"), command("b"));
        assertThat(commands(write(command("a"), command("c")))).containsExactly(command("c"));
    }

    @Test
    void a_command_written_twice_in_one_write_is_added_once() {
        assertThat(commands(write(command("a"), command("a")))).containsExactly(command("a"));
        assertThat(pendingCommands()).containsExactly(command("a"));
    }

    @Test
    void an_event_with_commands_gets_no_others() {
        write(command("a", 0), command("a", 1));
        write(command("a", 1), command("a", 2));
        assertThat(pendingCommands()).containsExactly(command("a", 0), command("a", 1));
    }

    @Test
    void every_kind_of_command_is_stored_completely() {
        var origin = new Origin("demo:lead.added:501:1|2", "call-new-lead", 3);
        var which = new OpenTaskFilter(LEAD, Set.of(TaskType.MEETING, new TaskType(77)), Set.of(101L), "call");
        var full =
                new NewTask(TaskType.MEETING, "Звонок \"{x}\" 😀\n#", NOON, Duration.ofMinutes(90), LEAD, 103L, "done");
        var contact = new EntityRef(EntityRef.Type.CONTACTS, 9);
        var change = new TaskChange(TaskType.FOLLOW_UP, "t", NOON, Duration.ZERO, contact, 102L, false, "r");
        var nothing = new TaskChange(null, null, null, null, null, null, null, null);
        var commands = new TaskCommand[] {
            new TaskCommand.Create(origin, full, which),
            new TaskCommand.Complete(at(4), new TaskSelection.Open(which), "over"),
            new TaskCommand.Complete(at(5), new TaskSelection.One(9001, LEAD), ""),
            new TaskCommand.Change(at(6), new TaskSelection.One(9001, null), change),
            new TaskCommand.Change(at(7), new TaskSelection.Open(which), nothing)
        };
        write(commands);
        assertThat(pendingCommands()).containsExactly(commands);
    }

    private static Origin at(int position) {
        return new Origin("demo:lead.added:501:1|2", "call-new-lead", position);
    }

    @Test
    void a_known_command_is_not_written_again() {
        write(command("a"));
        ledger.markSent(lease(), List.of(command("a")), NOON);
        write(command("a"));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("a"), NOON, new SendAttempt(NOON, false)));
    }

    @Test
    void an_ended_command_never_becomes_pending_again() {
        write(command("a"), command("b"), command("c"), command("d"));
        recordOutcome("a", Outcome.Done.added(1));
        recordOutcome("b", new Outcome.Skipped("has one"));
        recordOutcome("c", new Outcome.Refused("no such user"));
        write(command("a"), command("b"), command("c"), command("d"));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("d"), NOON, null));
    }

    @Test
    void a_command_that_was_certainly_not_done_is_to_be_sent_again() {
        write(command("a"), command("b"));
        ledger.markSent(lease(), List.of(command("a"), command("b")), NOON);
        recordOutcome("a", new Outcome.Deferred("limit"));
        recordOutcome("b", new Outcome.Blocked("403"));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(
                        new PendingCommand(command("a"), NOON, null), new PendingCommand(command("b"), NOON, null));
    }

    @Test
    void an_uncertain_command_keeps_the_time_of_its_first_attempt() {
        write(command("a"));
        ledger.markSent(lease(), List.of(command("a")), NOON);
        recordOutcome("a", new Outcome.Uncertain("cut", NOON, true));
        ledger.markSent(lease(), List.of(command("a")), NOON.plusSeconds(60));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("a"), NOON, new SendAttempt(NOON, true)));
    }

    @Test
    void a_deferred_command_that_is_sent_again_has_the_time_of_its_new_attempt() {
        write(command("a"));
        ledger.markSent(lease(), List.of(command("a")), NOON);
        recordOutcome("a", new Outcome.Deferred("limit"));
        ledger.markSent(lease(), List.of(command("a")), NOON.plusSeconds(60));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("a"), NOON, new SendAttempt(NOON.plusSeconds(60), false)));
    }

    @Test
    void nothing_is_marked_sent_if_another_invocation_has_ended_a_command() {
        write(command("a"), command("b"));
        recordOutcome("b", Outcome.Done.added(1));
        assertThatThrownBy(() -> ledger.markSent(lease(), List.of(command("a"), command("b")), NOON))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("b|call|0");
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("a"), NOON, null));
    }

    @Test
    void counts_how_often_a_command_was_refused_alone() {
        write(command("a"));
        recordOutcome("a", new Outcome.Deferred("404", true));
        recordOutcome("a", new Outcome.Deferred("404", true));
        recordOutcome("a", new Outcome.Deferred("limit"));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("a"), NOON, null, null, 2));
    }

    @Test
    void a_reassigned_command_replaces_the_one_whose_user_was_refused() {
        write(command("a"));
        ledger.markSent(lease(), List.of(command("a")), NOON);
        var reassigned = command("a").assigned(List.of(102L, 103L));
        recordOutcome("a", new Outcome.Reassigned(reassigned, "user 101 is not a valid choice"));
        assertThat(ledger.state("demo").pendingCommands()).containsExactly(new PendingCommand(reassigned, NOON, null));
    }

    @Test
    void a_command_that_another_invocation_has_ended_stays_ended() {
        write(command("a"), command("b"), command("c"), command("d"));
        recordOutcome("a", Outcome.Done.added(1));
        recordOutcome("b", Outcome.Done.added(2));
        ledger.recordOutcomes(
                lease(),
                Map.of(
                        command("a").key(), new Outcome.Deferred("limit"),
                        command("b").key(), new Outcome.Uncertain("cut", NOON, false),
                        command("c").key(), new Outcome.Uncertain("cut", NOON, false),
                        command("d").key(), Outcome.Done.added(4)));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("c"), NOON, new SendAttempt(NOON, false)));
    }

    @Test
    void traces_tasks_that_commands_added() {
        write(command("a|b"));
        recordOutcome("a|b", Outcome.Done.added(9001));
        assertThat(ledger.traces("demo", Set.of(9001L, 9002L)))
                .isEqualTo(Map.of(9001L, new TaskTrace(new Origin("a|b", "call", 0), Map.of(), null)));
        assertThat(ledger.traces("other", Set.of(9001L))).isEmpty();
        assertThat(ledger.traces("demo", Set.of())).isEmpty();
    }

    @Test
    void traces_when_tasks_were_changed_and_completed() {
        write(command("a"), command("b"), command("c"));
        recordOutcome("a", Outcome.Done.added(9001));
        var later = NOON.plusMillis(1500);
        recordOutcome("b", new Outcome.Done(List.of(new TaskEffect(9001, NOON), new TaskEffect(9002, NOON))));
        recordOutcome("c", new Outcome.Done(List.of(new TaskEffect(9001, later))));
        ledger.write("demo", LedgerSamples.completed(9001, NOON.plusSeconds(5)));
        assertThat(ledger.traces("demo", Set.of(9001L, 9002L)))
                .isEqualTo(Map.of(
                        9001L,
                        new TaskTrace(command("a").origin(), Map.of(NOON, CALL, later, CALL), NOON.plusSeconds(5)),
                        9002L,
                        new TaskTrace(null, Map.of(NOON, CALL), null)));
    }

    @Test
    void traces_the_effect_of_a_part_while_its_command_is_pending() {
        write(command("a"));
        ledger.markSent(lease(), List.of(command("a")), NOON);
        ledger.recordOutcomes(
                lease(),
                Map.of(
                        command("a").key(),
                        new Outcome.Deferred("limit"),
                        command("a").key() + "|9001",
                        new Outcome.Done(List.of(new TaskEffect(9001, NOON)))));
        assertThat(ledger.state("demo").pendingCommands())
                .containsExactly(new PendingCommand(command("a"), NOON, null));
        assertThat(ledger.traces("demo", Set.of(9001L)))
                .isEqualTo(Map.of(9001L, new TaskTrace(null, Map.of(NOON, CALL), null)));
    }

    @Test
    void many_commands_of_an_event_end_together() {
        var all = IntStream.range(0, 150)
                .mapToObj(i -> LedgerSamples.command("a", i))
                .toList();
        ledger.write("demo", PlannedWork.of(all.stream().map(DraftCommand::of).toList()));
        ledger.recordOutcomes(
                lease(),
                all.stream()
                        .collect(Collectors.toMap(
                                TaskCommand::key,
                                command -> Outcome.Done.added(
                                        9000 + command.origin().position()))));
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void changes_of_the_last_days_are_known() {
        for (int day = 0; day < 12; day++) {
            var at = NOON.plus(Duration.ofDays(day));
            write(command("a" + day));
            ledger.recordOutcomes(
                    lease(), Map.of(command("a" + day).key(), new Outcome.Done(List.of(new TaskEffect(9001, at)))));
            var old = NOON.plus(Duration.ofDays(Math.max(0, day - 3)));
            assertThat(ledger.traces("demo", Set.of(9001L)).values())
                    .singleElement()
                    .satisfies(trace -> assertThat(trace.changes()).containsKeys(at, old));
        }
    }

    @Test
    void two_commands_may_change_the_same_task() {
        write(command("a"), command("b"));
        ledger.recordOutcomes(
                lease(),
                Map.of(
                        command("a").key(), new Outcome.Done(List.of(new TaskEffect(9001, NOON))),
                        command("b").key(), new Outcome.Done(List.of(new TaskEffect(9001, NOON.plusSeconds(1))))));
        assertThat(ledger.traces("demo", Set.of(9001L)))
                .isEqualTo(Map.of(9001L, new TaskTrace(null, Map.of(NOON, CALL, NOON.plusSeconds(1), CALL), null)));
        assertThat(pendingCommands()).isEmpty();
    }

    @Test
    void a_task_that_was_opened_again_is_not_completed() {
        write(command("a"));
        recordOutcome("a", Outcome.Done.added(9001));
        ledger.write("demo", LedgerSamples.completed(9001, NOON));
        ledger.write("demo", LedgerSamples.reopened(9001));
        assertThat(ledger.traces("demo", Set.of(9001L)))
                .isEqualTo(Map.of(9001L, new TaskTrace(command("a").origin(), Map.of(), null)));
    }

    @Test
    void a_rotation_advances_by_one_and_only_for_added_commands() {
        write(rotating("a"), rotating("b"));
        write(rotating("b"), rotating("c"));
        recordOutcome("a", Outcome.Done.added(1));
        write(rotating("a"), rotating("d"));
        assertThat(pendingCommands()).extracting(LedgerContract::responsible).containsExactly(102L, 103L, 101L);
    }

    @Test
    void each_action_has_its_own_rotation() {
        var users = List.of(101L, 102L);
        write(
                rotating("a"),
                new DraftCommand(command("a", 1), users, null, null),
                rotating("b"),
                new DraftCommand(command("b", 1), users, null, null));
        assertThat(pendingCommands()).extracting(LedgerContract::responsible).containsExactly(101L, 101L, 102L, 102L);
    }

    @Test
    void a_once_rule_fires_once_for_an_entity() {
        write(once("a", NOON, null));
        var written = write(once("b", NOON.plus(Duration.ofDays(4000)), null), draft("c"));
        assertThat(written.skippedByOnce()).containsExactly("b|call|0");
        assertThat(commands(written)).containsExactly(command("c"));
    }

    @Test
    void a_once_rule_fires_again_after_its_span_by_the_time_of_the_events() {
        var day = Duration.ofDays(1);
        write(once("a", NOON, day));
        assertThat(write(once("b", NOON.plus(day).minusSeconds(1), day)).skippedByOnce())
                .containsExactly("b|call|0");
        assertThat(write(once("c", NOON.minus(day).plusSeconds(1), day)).skippedByOnce())
                .containsExactly("c|call|0");
        assertThat(commands(write(once("d", NOON.plus(day), day)))).containsExactly(command("d"));
        assertThat(write(once("e", NOON.plus(day), day)).skippedByOnce()).containsExactly("e|call|0");
    }

    @Test
    void a_once_rule_fires_once_for_two_events_in_one_write() {
        assertThat(write(once("a", NOON, null), once("b", NOON, null)).skippedByOnce())
                .containsExactly("b|call|0");
        assertThat(pendingCommands()).containsExactly(command("a"));
    }

    @Test
    void an_event_that_is_planned_again_is_not_skipped_by_itself() {
        write(once("a", NOON, null));
        var again = write(once("a", NOON, null));
        assertThat(again.skippedByOnce()).isEmpty();
        assertThat(commands(again)).isEmpty();
    }

    @Test
    void a_skipped_draft_does_not_advance_the_rotation() {
        write(rotating("a"));
        write(once("b", NOON, null));
        var skipped = once("c", NOON, null);
        write(new DraftCommand(skipped.command(), List.of(101L, 102L, 103L), skipped.once(), null), rotating("d"));
        assertThat(pendingCommands().getLast())
                .extracting(LedgerContract::responsible)
                .isEqualTo(102L);
    }

    @Test
    void a_rule_stops_at_its_limit_of_events_in_an_hour_and_reports_it_once() {
        write(limited("a", 0, NOON), limited("a", 1, NOON), limited("b", 0, NOON));
        var over = write(limited("c", 0, NOON), limited("c", 1, NOON), limited("d", 0, NOON), draft("free"));
        assertThat(over.overLimit()).containsExactlyInAnyOrder("c|call|0", "c|call|1", "d|call|0");
        assertThat(over.limitReached()).containsExactly("c|call|0");
        assertThat(commands(over)).containsExactly(command("free"));
        assertThat(write(limited("c", 0, NOON), limited("e", 0, NOON)).limitReached())
                .isEmpty();
        var next = NOON.plus(Duration.ofHours(1));
        assertThat(commands(write(limited("f", 0, next)))).containsExactly(command("f"));
        assertThat(pendingCommands())
                .containsExactly(command("a"), command("a", 1), command("b"), command("free"), command("f"));
    }

    @Test
    void an_event_that_is_written_again_is_counted_once() {
        write(limited("a", 0, NOON));
        recordOutcome("a", Outcome.Done.added(1));
        assertThat(write(limited("a", 0, NOON))).isEqualTo(NOTHING);
        assertThat(commands(write(limited("b", 0, NOON)))).containsExactly(command("b"));
        assertThat(write(limited("c", 0, NOON)).limitReached()).containsExactly("c|call|0");
    }

    @Test
    void deferred_events_keep_their_order_until_they_are_settled() {
        ledger.write("demo", deferred(event("b"), event("a"), event("b")));
        ledger.write("demo", deferred(event("c"), event("b")));
        assertThat(ledger.state("demo").deferredEvents())
                .containsExactly(waiting(event("b")), waiting(event("a")), waiting(event("c")));
        ledger.write("demo", settled("a", "unknown"));
        assertThat(ledger.state("demo").deferredEvents()).containsExactly(waiting(event("b")), waiting(event("c")));
        assertThat(pendingCommands()).isEmpty();
    }

    @Test
    void facts_are_stored_exactly() {
        var lead = new HashMap<String, Object>();
        lead.put("id", Long.MAX_VALUE);
        lead.put("price", new BigDecimal("10.50"));
        lead.put("whole", new BigDecimal("5"));
        lead.put("huge", new BigDecimal("123456789012345678901234567890"));
        lead.put("thousand", new BigDecimal("1E+3"));
        lead.put("nothing", null);
        lead.put("flag", true);
        lead.put("text", "Ёж \"1\" 😀\u0000");
        lead.put("date", "2026-11-21T12:00:00Z");
        lead.put("list", Arrays.asList(1L, null, "x", List.of(), Map.of("a.b", List.of(new BigDecimal("0.10")))));
        var event = event("a", Map.of("lead", lead, "changed", List.of("status")));
        ledger.write("demo", deferred(event));
        assertThat(ledger.state("demo").deferredEvents()).containsExactly(waiting(event));
    }

    @Test
    void an_event_may_have_no_entity() {
        var event = new CrmEvent(
                EventKind.SCHEDULE_TICK,
                "demo",
                null,
                NOON.plusNanos(1),
                event("x").facts(),
                "k");
        ledger.write("demo", deferred(event));
        assertThat(ledger.state("demo").deferredEvents()).containsExactly(waiting(event));
    }

    @Test
    void stores_until_when_scheduled_rules_were_evaluated() {
        assertThat(ledger.state("demo").scheduledUntil()).isNull();
        ledger.write("demo", LedgerSamples.scheduledUntil(NOON));
        ledger.write("demo", LedgerSamples.scheduledUntil(NOON.plusSeconds(60)));
        write(command("a"));
        assertThat(ledger.state("demo").scheduledUntil()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void stores_an_open_circuit_until_it_closes() {
        assertThat(ledger.state("demo").openCircuit()).isNull();
        var circuit = new Ledger.OpenCircuit(
                "POST answered 403 (Доступ закрыт)", NOON.plusMillis(1), NOON.plusSeconds(300), false);
        ledger.openCircuit("demo", circuit);
        write(command("a"));
        assertThat(ledger.state("demo").openCircuit()).isEqualTo(circuit);
        assertThat(pendingCommands()).containsExactly(command("a"));
        assertThat(ledger.state("other").openCircuit()).isNull();
        var later = new Ledger.OpenCircuit("Payment Required", NOON, NOON.plusSeconds(900), true);
        ledger.openCircuit("demo", later);
        assertThat(ledger.state("demo").openCircuit()).isEqualTo(later);
        ledger.closeCircuit("demo");
        ledger.closeCircuit("demo");
        assertThat(ledger.state("demo").openCircuit()).isNull();
        assertThat(pendingCommands()).containsExactly(command("a"));
    }

    @Test
    void knows_events_with_commands_whatever_their_state() {
        write(command("pending"), command("sent"), command("done"), command("closed"));
        ledger.write("demo", deferred(event("waits")));
        ledger.markSent(lease(), List.of(command("sent")), NOON);
        ledger.recordOutcomes(lease(), Map.of(command("done").key(), Outcome.Done.added(1)));
        ledger.recordOutcomes(lease(), Map.of(command("closed").key(), new Outcome.Refused("no")));
        var events = Set.of("pending", "sent", "done", "closed", "waits", "other");
        assertThat(ledger.heardEvents("demo", events)).containsOnlyKeys("pending", "sent", "done", "closed");
        assertThat(ledger.heardEvents("other", events)).isEmpty();
        assertThat(ledger.heardEvents("demo", Set.of())).isEmpty();
    }

    @Test
    void finds_heard_events_among_many() {
        write(command("e7"), command("e333"));
        var events = IntStream.range(0, 400).mapToObj(i -> "e" + i).collect(Collectors.toSet());
        assertThat(ledger.heardEvents("demo", events)).containsOnlyKeys("e7", "e333");
    }

    @Test
    void an_event_that_no_rule_answers_leaves_a_record_under_both_keys() {
        ledger.write("demo", LedgerSamples.heard(event("a")));
        assertThat(ledger.heardEvents("demo", Set.of("a", "demo:lead.added:501:@", "b")))
                .isEqualTo(Map.of("a", RECORD, "demo:lead.added:501:@", RECORD));
        assertThat(pendingCommands()).isEmpty();
    }

    @Test
    void an_event_that_once_or_at_most_holds_back_leaves_a_record() {
        write(once("first", NOON, null), limited("a", 0, NOON), limited("b", 0, NOON));
        var heldBack = PlannedWork.of(List.of(once("once", NOON, null), limited("over", 0, NOON)))
                .heard(List.of(HeardEvent.of(event("once"), NOON), HeardEvent.of(event("over"), NOON)));
        assertThat(commands(ledger.write("demo", heldBack))).isEmpty();
        assertThat(ledger.heardEvents("demo", Set.of("once", "over")))
                .isEqualTo(Map.of("once", RECORD, "over", RECORD));
        assertThat(ledger.write("demo", heldBack)).isEqualTo(NOTHING);
    }

    @Test
    void an_event_with_commands_leaves_a_record_with_its_times() {
        var work = PlannedWork.of(List.of(draft("a"))).heard(List.of(HeardEvent.of(event("a"), NOON.plusSeconds(3))));
        ledger.write("demo", work);
        assertThat(ledger.heardEvents("demo", Set.of("a", "demo:lead.added:501:@"))
                        .values())
                .hasSize(2)
                .containsOnly(new EventRecord(NOON, NOON.plusSeconds(3), true));
    }

    @Test
    void many_events_that_no_rule_answers_leave_records() {
        var events = IntStream.range(0, 70)
                .mapToObj(i -> HeardEvent.of(event("e" + i), NOON))
                .toList();
        ledger.write("demo", PlannedWork.of(List.of()).heard(events));
        assertThat(ledger.heardEvents(
                        "demo", events.stream().map(HeardEvent::key).collect(Collectors.toSet())))
                .hasSize(70);
    }

    @Test
    void stores_until_when_missed_events_were_recovered() {
        assertThat(ledger.state("demo").recoveredUntil()).isNull();
        ledger.write("demo", LedgerSamples.scheduledUntil(NOON));
        ledger.recordRecoveredUntil("demo", NOON.minusSeconds(6000));
        ledger.recordRecoveredUntil("demo", NOON.minusSeconds(5400));
        assertThat(ledger.state("demo").recoveredUntil()).isEqualTo(NOON.minusSeconds(5400));
        assertThat(ledger.state("demo").scheduledUntil()).isEqualTo(NOON);
        assertThat(ledger.state("other").recoveredUntil()).isNull();
    }

    @Test
    void stores_when_the_webhook_was_off() {
        var lasting = new Ledger.WebhookOutage(NOON, null);
        assertThat(ledger.state("demo").webhookOutage()).isNull();
        ledger.recordWebhookOutage("demo", lasting);
        assertThat(ledger.state("demo").webhookOutage()).isEqualTo(lasting);
        var over = new Ledger.WebhookOutage(NOON, NOON.plusSeconds(900));
        ledger.recordWebhookOutage("demo", over);
        assertThat(ledger.state("demo").webhookOutage()).isEqualTo(over);
        assertThat(ledger.state("other").webhookOutage()).isNull();
    }

    @Test
    void stores_the_absences_that_people_report_and_shows_them_with_the_state() {
        var ill = new Absence("anna", LocalDate.parse("2026-11-23"), LocalDate.parse("2026-11-25"), "boris");
        var vacation = new Absence("vera", LocalDate.parse("2026-12-21"), LocalDate.parse("2027-01-08"), null);
        assertThat(ledger.state("demo").absences()).isEmpty();
        assertThat(ledger.absences("demo")).isEmpty();
        ledger.changeAbsences("demo", known -> List.of(ill));
        ledger.changeAbsences(
                "demo",
                known -> Stream.concat(known.stream(), Stream.of(vacation)).toList());
        assertThat(ledger.state("demo").absences()).containsExactly(ill, vacation);
        assertThat(ledger.absences("demo")).containsExactly(ill, vacation);
        assertThat(ledger.absences("other")).isEmpty();
        ledger.changeAbsences("demo", known -> List.of());
        assertThat(ledger.absences("demo")).isEmpty();
    }

    @Test
    void a_person_who_is_chosen_when_a_command_is_sent_is_written_with_that_and_stays_chosen() {
        var candidates = List.of(new Candidate("boris", 102, 20), new Candidate("vera", 103, null));
        var open = command("a").with(new PersonChoice(Map.of(103L, NOON.plusSeconds(60)), candidates, null));
        write(DraftCommand.of(open));
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(PendingCommand::command)
                .containsExactly(open);
        var chosen = open.chosen(List.of(103L, 102L), "vera has the fewest open tasks (3)");
        ledger.markSent(lease(), List.of(chosen), NOON);
        assertThat(pendingCommand("a"))
                .isEqualTo(new PendingCommand(chosen, NOON, new SendAttempt(NOON, false)))
                .satisfies(
                        pending -> assertThat(pending.command().responsible()).contains(103L))
                .satisfies(
                        pending -> assertThat(pending.command().substitutes()).containsExactly(102L))
                .satisfies(pending -> assertThat(
                                ((TaskCommand.Create) pending.command()).task().due())
                        .isEqualTo(NOON.plusSeconds(60)));
        recordOutcome("a", new Outcome.Uncertain("cut", NOON, false));
        assertThat(pendingCommand("a").command()).isEqualTo(chosen);
        recordOutcome("a", new Outcome.Deferred("not found"));
        assertThat(pendingCommand("a").command()).isEqualTo(chosen);
    }

    private PendingCommand pendingCommand(String event) {
        return ledger.state("demo").pendingCommands().stream()
                .filter(one -> one.command().origin().event().equals(event))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_rotation_goes_on_by_name_whoever_is_away_and_whoever_has_left() {
        assertThat(turn("a", "anna", "boris", "vera")).isEqualTo("anna");
        assertThat(turn("b", "anna", "(boris)", "vera")).isEqualTo("vera");
        assertThat(turn("c", "anna", "boris", "vera")).isEqualTo("anna");
        assertThat(turn("d", "(anna)", "(boris)", "(vera)")).isEmpty();
        assertThat(turn("e", "anna", "boris", "vera")).isEqualTo("boris");
        assertThat(turn("f", "vera", "boris", "carl")).isEqualTo("carl");
        assertThat(turn("g", "boris", "vera")).isEqualTo("boris");
    }

    /// Who is next among these people, of whom those in parentheses are away.
    private String turn(String event, String... people) {
        var users = Map.of("anna", 101L, "boris", 102L, "vera", 103L, "carl", 104L);
        var members = Stream.of(people)
                .map(person -> {
                    var name = person.replaceAll("[()]", "");
                    return new Rotation.Member(name, users.getOrDefault(name, 0L), name.equals(person));
                })
                .toList();
        var draft = new DraftCommand(command(event), new Rotation(members), null, null, null, List.of());
        var user = ledger.write("demo", PlannedWork.of(List.of(draft)))
                .added()
                .getFirst()
                .command()
                .responsible();
        return users.entrySet().stream()
                .filter(one -> user.filter(one.getValue()::equals).isPresent())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    @Test
    void writes_all_kinds_of_work_at_once() {
        ledger.write("demo", deferred(event("old")));
        var all = new PlannedWork(
                List.of(draft("a")), List.of(waiting(event("new"))), Set.of("old"), Map.of(1L, NOON), Set.of(2L), NOON);
        assertThat(commands(ledger.write("demo", all))).containsExactly(command("a"));
        var state = ledger.state("demo");
        assertThat(state.pendingCommands()).containsExactly(new PendingCommand(command("a"), NOON, null));
        assertThat(state.deferredEvents()).containsExactly(waiting(event("new")));
        assertThat(state.scheduledUntil()).isEqualTo(NOON);
        assertThat(ledger.traces("demo", Set.of(1L))).isEqualTo(Map.of(1L, new TaskTrace(null, Map.of(), NOON)));
    }

    @Test
    void accounts_are_independent() {
        write(rotating("a"), once("once", NOON, null));
        ledger.write("demo", LedgerSamples.scheduledUntil(NOON));
        ledger.write("demo", deferred(event("e")));
        assertThat(ledger.state("other"))
                .isEqualTo(new Ledger.AccountState(List.of(), true, List.of(), null, null, null, null));
        var written = ledger.write("other", PlannedWork.of(List.of(rotating("a"), once("new", NOON, null))));
        assertThat(written.skippedByOnce()).isEmpty();
        assertThat(commands(written))
                .first()
                .extracting(LedgerContract::responsible)
                .isEqualTo(101L);
        ledger.recordOutcomes(lease("other"), Map.of(command("a").key(), Outcome.Done.added(1)));
        assertThat(pendingCommands()).hasSize(2);
    }

    @Test
    void a_lease_has_one_owner_until_it_expires() {
        assertThat(acquire("first")).isPresent();
        assertThat(acquire("second")).isEmpty();
        clock.set(NOON.plusSeconds(30));
        assertThat(acquire("first")).isPresent();
        clock.set(NOON.plusSeconds(89));
        assertThat(acquire("second")).isEmpty();
        clock.set(NOON.plusSeconds(90));
        assertThat(acquire("second")).isPresent();
        assertThat(acquire("first")).isEmpty();
    }

    @Test
    void only_the_owner_releases_a_lease() {
        var first = acquire("first").orElseThrow();
        clock.pass(Duration.ofMinutes(2));
        var second = acquire("second").orElseThrow();
        ledger.release(first);
        assertThat(acquire("third")).isEmpty();
        ledger.release(second);
        assertThat(acquire("third")).isPresent();
        assertThat(ledger.lease("other", "first", Duration.ofMinutes(1))).isPresent();
    }

    @Test
    void what_was_added_just_before_is_handed_over_with_the_lease_for_a_minute() {
        var addition = new TaskAddition(9001, LEAD, TaskType.FOLLOW_UP, NOON);
        var first = ledger.of(acquire("first").orElseThrow());
        first.keepAdditions(List.of(addition));
        assertThat(first.additions()).containsExactly(addition);
        first.release(Map.of());
        var second = ledger.of(acquire("second").orElseThrow());
        assertThat(second.additions()).containsExactly(addition);
        second.release(Map.of());
        clock.set(NOON.plusSeconds(60));
        ledger.release(acquire("third").orElseThrow());
        assertThat(ledger.of(acquire("fourth").orElseThrow()).additions()).isEmpty();
    }

    @Test
    void the_generation_of_a_lease_grows_with_every_acquisition() {
        var first = acquire("first").orElseThrow();
        ledger.release(first);
        var second = acquire("second").orElseThrow();
        clock.pass(Duration.ofMinutes(2));
        var third = acquire("third").orElseThrow();
        assertThat(second.generation()).isGreaterThan(first.generation());
        assertThat(third.generation()).isGreaterThan(second.generation());
        assertThat(third).isEqualTo(new Lease("demo", "third", third.generation()));
    }

    @Test
    void an_invocation_whose_lease_another_has_acquired_cannot_mark_commands_as_sent() {
        write(command("a"), command("b"));
        var lapsed = acquire("first").orElseThrow();
        ledger.markSent(lapsed, List.of(command("a")), NOON);
        clock.pass(Duration.ofMinutes(2));
        assertThatThrownBy(() -> ledger.markSent(lapsed, List.of(command("b")), NOON))
                .as("after the end of the lease")
                .isInstanceOf(LeaseLostException.class);
        var current = acquire("second").orElseThrow();
        assertThatThrownBy(() -> ledger.markSent(lapsed, List.of(command("b")), NOON))
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("another invocation may have acquired the account's lease");
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(PendingCommand::sent)
                .containsExactly(new SendAttempt(NOON, false), null);
        ledger.markSent(current, List.of(command("b")), NOON);
        ledger.release(current);
        assertThatThrownBy(() -> ledger.markSent(lapsed, List.of(command("b")), NOON))
                .isInstanceOf(LeaseLostException.class);
    }

    @Test
    void a_command_that_a_later_lease_has_sent_is_not_ended_by_what_the_earlier_one_skipped_or_was_refused() {
        write(command("a"), command("b"), command("c"));
        var lapsed = acquire("first").orElseThrow();
        clock.pass(Duration.ofMinutes(2));
        var current = acquire("second").orElseThrow();
        ledger.markSent(current, List.of(command("a"), command("b")), NOON);
        ledger.recordOutcomes(
                lapsed,
                Map.of(
                        command("a").key(), new Outcome.Skipped("task 7 is open"),
                        command("b").key(), new Outcome.Refused("no such user"),
                        command("c").key(), new Outcome.Skipped("task 7 is open")));
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(pending -> pending.command().key())
                .containsExactly(command("a").key(), command("b").key());
    }

    @Test
    void a_command_that_a_later_lease_has_sent_stays_sent_whatever_the_earlier_one_found() {
        write(command("a"), command("b"), command("c"), command("d"));
        var lapsed = acquire("first").orElseThrow();
        var all = List.of(command("a"), command("b"), command("c"), command("d"));
        ledger.markSent(lapsed, all, NOON);
        clock.pass(Duration.ofMinutes(2));
        var current = acquire("second").orElseThrow();
        var later = NOON.plusSeconds(120);
        ledger.recordOutcomes(
                current,
                all.stream().collect(Collectors.toMap(TaskCommand::key, _ -> new Outcome.Deferred("not found"))));
        ledger.markSent(current, all.subList(0, 3), later);
        ledger.recordOutcomes(
                lapsed,
                Map.of(
                        command("a").key(), new Outcome.Deferred("limit"),
                        command("b").key(), new Outcome.Uncertain("cut", NOON, true),
                        command("c").key(), Outcome.Done.added(9003),
                        command("d").key(), new Outcome.Deferred("limit")));
        assertThat(ledger.state("demo").pendingCommands())
                .extracting(PendingCommand::sent)
                .containsExactly(new SendAttempt(later, false), new SendAttempt(later, false), null);
        assertThat(ledger.traces("demo", Set.of(9003L)))
                .isEqualTo(Map.of(9003L, new TaskTrace(command("c").origin(), Map.of(), null)));
    }

    @Test
    void concurrent_writers_add_each_command_once_and_keep_the_rotation() throws Exception {
        int writers = 4;
        int events = 9;
        var writes = new ArrayList<Callable<List<TaskCommand>>>();
        for (int writer = 0; writer < writers; writer++) {
            int first = writer;
            writes.add(() -> IntStream.range(0, events)
                    .mapToObj(i -> commands(write(rotating("e" + (first + i) % events))))
                    .flatMap(List::stream)
                    .toList());
        }
        var added = new ArrayList<TaskCommand>();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            for (var written : threads.invokeAll(writes)) {
                added.addAll(written.get());
            }
        }
        assertThat(added).hasSize(events).containsExactlyInAnyOrderElementsOf(pendingCommands());
        assertThat(pendingCommands()).extracting(TaskCommand::key).doesNotHaveDuplicates();
        assertThat(pendingCommands())
                .extracting(LedgerContract::responsible)
                .containsExactlyElementsOf(
                        IntStream.range(0, events).mapToObj(i -> 101L + i % 3).toList());
    }

    @Test
    void one_of_many_concurrent_owners_gets_the_lease() throws Exception {
        var leases = IntStream.range(0, 8)
                .<Callable<Boolean>>mapToObj(i -> () -> acquire("owner " + i).isPresent())
                .toList();
        int got = 0;
        try (var threads = Executors.newFixedThreadPool(leases.size())) {
            for (var lease : threads.invokeAll(leases)) {
                got += lease.get() ? 1 : 0;
            }
        }
        assertThat(got).isEqualTo(1);
    }

    private Optional<Lease> acquire(String owner) {
        return ledger.lease("demo", owner, Duration.ofMinutes(1));
    }

    /// The lease of the test's own invocation.
    protected final Lease lease() {
        return lease("demo");
    }

    private Lease lease(String account) {
        return ledger.lease(account, "test", Duration.ofHours(1)).orElseThrow();
    }

    private static List<TaskCommand> commands(Ledger.WriteResult written) {
        return written.added().stream().map(PendingCommand::command).toList();
    }

    private Ledger.WriteResult write(TaskCommand... commands) {
        return write(Stream.of(commands).map(DraftCommand::of).toArray(DraftCommand[]::new));
    }

    private Ledger.WriteResult write(DraftCommand... drafts) {
        return ledger.write("demo", PlannedWork.of(List.of(drafts)));
    }

    private void recordOutcome(String event, Outcome outcome) {
        ledger.recordOutcomes(lease(), Map.of(command(event).key(), outcome));
    }

    private List<TaskCommand> pendingCommands() {
        return ledger.state("demo").pendingCommands().stream()
                .map(PendingCommand::command)
                .toList();
    }

    private static @Nullable Long responsible(TaskCommand command) {
        return command instanceof TaskCommand.Create create ? create.task().responsible() : null;
    }
}
