package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.WaitSamples.CONTACT;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.RULE;
import static dev.followup.ledger.WaitSamples.TASK;
import static dev.followup.ledger.WaitSamples.asking;
import static dev.followup.ledger.WaitSamples.at;
import static dev.followup.ledger.WaitSamples.close;
import static dev.followup.ledger.WaitSamples.ending;
import static dev.followup.ledger.WaitSamples.follow;
import static dev.followup.ledger.WaitSamples.ladder;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.stop;
import static dev.followup.ledger.WaitSamples.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.event.EntityRef;
import dev.followup.event.EventSubject;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.Ledger.EventRecord;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.CloseGuard;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.OnceGuard;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.task.WaitRequest.IfLate;
import dev.followup.task.WaitRequest.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The tests of waits that every ledger must pass.
public abstract class WaitContract {

    private static final EventSubject OTHER_TASK = EventSubject.of("tasks/2");

    abstract TestLedger ledger();

    abstract TestClock clock();

    @Test
    void what_waits_is_due_at_its_time_and_not_before() {
        var start = start("a", 0);
        assertThat(write(asking(start)).waits())
                .containsExactly(new WaitResult("a", RULE, LEAD, Kind.BEGAN, waits(start)));
        assertThat(due(599)).isEmpty();
        assertThat(due(600)).isEqualTo(waits(start));
    }

    @Test
    void what_is_due_comes_in_the_order_of_its_time_and_at_most_so_many() {
        ask(start("b", 20, IfAgain.ADD, LEAD), start("a", 10, IfAgain.ADD, LEAD), start("c", 30, IfAgain.ADD, LEAD));
        assertThat(waiting()).containsExactly("a|call|0", "b|call|0", "c|call|0");
        assertThat(ledger().own("demo").dueWaits(at(10_000), 2))
                .extracting(Wait::key)
                .containsExactly("a|call|0", "b|call|0");
        assertThat(due(620)).extracting(Wait::key).containsExactly("a|call|0", "b|call|0");
    }

    @Test
    void each_step_of_a_ladder_waits_for_itself() {
        ask(ladder("a", 0, 3));
        assertThat(due(1200)).extracting(Wait::key).containsExactly("a|call|0", "a|call|1");
        assertThat(waiting()).hasSize(3);
    }

    @Test
    void the_same_event_begins_nothing_twice() {
        var start = start("a", 0, IfAgain.ADD, LEAD);
        ask(start);
        assertThat(ask(start)).isEmpty();
        fire("a");
        assertThat(ask(start)).isEmpty();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void an_event_whose_wait_was_dropped_does_not_begin_it_again() {
        ask(start("a", 0));
        write(ending(WaitEnd.dropped(due(600).getFirst())));
        clock().pass(Duration.ofMinutes(11));
        assertThat(ask(start("a", 0))).isEmpty();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void a_later_event_is_ignored_while_one_waits() {
        ask(start("a", 0));
        assertThat(ask(start("b", 1))).containsExactly(Kind.WAITS_ALREADY);
        assertThat(waiting()).containsExactly("a|call|0");
    }

    @Test
    void an_earlier_event_that_is_heard_later_waits_instead() {
        ask(start("b", 1));
        assertThat(ask(start("a", 0))).containsExactly(Kind.REPLACED, Kind.BEGAN);
        assertThat(waiting()).containsExactly("a|call|0");
    }

    @Test
    void an_ignored_event_waits_after_all_if_a_stop_before_it_is_heard_later() {
        ask(start("a", 0), start("c", 20));
        var written = write(asking(stop("b", 10, LEAD)));
        assertThat(written.waits()).extracting(WaitResult::event).containsExactly("b", "c");
        assertThat(kinds(written)).containsExactly(Kind.STOPPED, Kind.BEGAN);
        assertThat(waiting()).containsExactly("c|call|0");
    }

    @Test
    void an_event_that_was_replaced_by_an_earlier_one_waits_after_all_if_a_stop_between_them_is_heard_later() {
        var later = start("c", 20);
        ask(later, start("a", 0));
        assertThat(ask(stop("b", 10, LEAD))).containsExactly(Kind.STOPPED, Kind.BEGAN);
        assertThat(due(10_000)).isEqualTo(waits(later));
    }

    @Test
    void an_ignored_event_is_forgotten_with_the_end_of_the_one_that_waited() {
        ask(start("a", 0), start("b", 20));
        fire("a");
        clock().pass(Duration.ofMinutes(15));
        assertThat(ask(stop("s", 10, LEAD))).isEmpty();
        assertThat(ask(start("c", 900))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("c|call|0");
    }

    @Test
    void a_later_event_restarts_the_wait_and_an_earlier_one_does_not() {
        ask(start("a", 10, IfAgain.RESTART, LEAD));
        assertThat(ask(start("b", 20, IfAgain.RESTART, LEAD))).containsExactly(Kind.REPLACED, Kind.BEGAN);
        assertThat(ask(start("c", 15, IfAgain.RESTART, LEAD))).containsExactly(Kind.WAITS_ALREADY);
        assertThat(waiting()).containsExactly("b|call|0");
    }

    @Test
    void an_earlier_event_that_is_heard_after_the_end_of_a_restarted_wait_begins_none() {
        ask(start("a", 10, IfAgain.RESTART, LEAD), start("b", 20, IfAgain.RESTART, LEAD));
        fire("b");
        clock().pass(Duration.ofMinutes(30));
        assertThat(ask(start("c", 15, IfAgain.RESTART, LEAD))).containsExactly(Kind.STOPPED_BEFORE);
        assertThat(ask(start("d", 900, IfAgain.RESTART, LEAD))).containsExactly(Kind.BEGAN);
    }

    @Test
    void at_most_fifty_events_wait_for_a_subject() {
        var starts = IntStream.rangeClosed(1, 51)
                .mapToObj(i -> start("e" + i, i, IfAgain.ADD, LEAD))
                .toArray(WaitRequest[]::new);
        assertThat(ask(starts)).hasSize(51).endsWith(Kind.BEGAN, Kind.TOO_MANY);
        assertThat(waiting()).hasSize(50);
        assertThat(ask(stop("s", 100, LEAD))).containsExactly(Kind.STOPPED);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void a_stop_of_more_ladders_than_fit_into_a_transaction_drops_them_all() {
        IntStream.rangeClosed(1, 30).forEach(i -> {
            var one = ladder("e" + i, i, 5);
            ask(new Start(one.cause(), RULE, NOON, LEAD, Set.of(LEAD, CONTACT, TASK), one.steps(), IfAgain.ADD, null));
        });
        assertThat(waiting()).hasSize(150);
        var written = write(asking(stop("s", 100, LEAD)));
        assertThat(kinds(written)).containsExactly(Kind.STOPPED);
        assertThat(waiting()).isEmpty();
        assertThat(ask(start("n", 200, IfAgain.IGNORE, LEAD, CONTACT))).containsExactly(Kind.BEGAN);
        assertThat(ask(stop("t", 300, TASK))).isEmpty();
    }

    @Test
    void a_stop_drops_what_waits_and_names_it() {
        ask(ladder("a", 0, 2));
        var written = write(asking(stop("s", 5, LEAD)));
        assertThat(written.waits()).containsExactly(new WaitResult("s", RULE, LEAD, Kind.STOPPED, List.of()));
        assertThat(waiting()).isEmpty();
    }

    @Test
    void a_stop_does_not_concern_another_rule_or_account() {
        ask(start("a", 0));
        assertThat(ask(new WaitRequest.Stop("s", "other", LEAD, Set.of(LEAD), at(5))))
                .isEmpty();
        assertThat(ledger().write("other", asking(stop("t", 5, LEAD))).waits()).isEmpty();
        assertThat(waiting()).containsExactly("a|call|0");
    }

    @Test
    void a_stop_before_the_event_does_not_count() {
        ask(start("a", 10));
        assertThat(ask(stop("s", 9, LEAD))).isEmpty();
        assertThat(ask(stop("t", 10, LEAD))).containsExactly(Kind.STOPPED);
    }

    @Test
    void a_stop_that_is_heard_before_the_event_counts_if_it_happened_later() {
        ask(stop("s", 10, LEAD));
        assertThat(ask(start("a", 9))).containsExactly(Kind.STOPPED_BEFORE);
        assertThat(ask(start("b", 11))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("b|call|0");
    }

    @Test
    void the_latest_stop_is_remembered() {
        ask(stop("s", 10, LEAD), stop("t", 5, LEAD));
        assertThat(ask(start("a", 9))).containsExactly(Kind.STOPPED_BEFORE);
    }

    @Test
    void a_stop_in_the_same_second_that_is_heard_before_counts_for_tasks_alone() {
        ask(stop("s", 10, LEAD), stop("t", 10, TASK, CONTACT));
        assertThat(ask(start("a", 10))).containsExactly(Kind.BEGAN);
        assertThat(ask(start("b", 10, IfAgain.IGNORE, TASK))).containsExactly(Kind.STOPPED_BEFORE);
    }

    @Test
    void an_event_that_stops_and_starts_stops_first() {
        ask(start("a", 0, IfAgain.IGNORE, TASK));
        assertThat(ask(stop("b", 10, TASK), start("b", 10, IfAgain.IGNORE, TASK)))
                .containsExactly(Kind.STOPPED, Kind.BEGAN);
        assertThat(waiting()).containsExactly("b|call|0");
    }

    @Test
    void a_stop_of_another_type_stops_what_names_the_same_subject() {
        ask(start("a", 0, IfAgain.IGNORE, TASK, LEAD));
        assertThat(ask(stop("s", 5, LEAD))).containsExactly(Kind.STOPPED);
        assertThat(waiting()).isEmpty();
        assertThat(ask(start("b", 4, IfAgain.IGNORE, OTHER_TASK, LEAD))).containsExactly(Kind.STOPPED_BEFORE);
    }

    @Test
    void another_task_of_the_same_lead_never_stops() {
        ask(stop("s", 20, OTHER_TASK, LEAD));
        assertThat(ask(start("a", 0, IfAgain.IGNORE, TASK, LEAD))).containsExactly(Kind.BEGAN);
        assertThat(ask(stop("t", 30, OTHER_TASK, LEAD))).isEmpty();
        assertThat(ask(stop("u", 40, TASK, LEAD))).containsExactly(Kind.STOPPED);
    }

    @Test
    void what_a_linked_subject_has_stopped_may_begin_again() {
        ask(start("a", 0, IfAgain.IGNORE, LEAD, CONTACT));
        ask(stop("s", 5, CONTACT));
        assertThat(ask(start("b", 10, IfAgain.IGNORE, LEAD))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("b|call|0");
    }

    @Test
    void once_is_checked_at_the_start_and_taken_when_it_fires() {
        var first = onceOnly("a", 0);
        assertThat(ask(first, stop("s", 5, LEAD))).containsExactly(Kind.BEGAN, Kind.STOPPED);
        assertThat(ask(onceOnly("b", 10))).containsExactly(Kind.BEGAN);
        write(ending(WaitEnd.fired(due(10_000).getFirst(), onceDraft("b", 10))));
        clock().pass(Duration.ofHours(1));
        assertThat(ask(onceOnly("c", 1000))).containsExactly(Kind.ONCE);
        assertThat(pending()).containsExactly("b|call|0");
    }

    private static Start onceOnly(String event, long seconds) {
        var start = start(event, seconds);
        return new Start(
                start.cause(),
                RULE,
                NOON,
                LEAD,
                Set.of(LEAD),
                start.steps(),
                IfAgain.IGNORE,
                new OnceGuard(LedgerSamples.LEAD, at(seconds), null));
    }

    private static DraftCommand onceDraft(String event, long seconds) {
        return LedgerSamples.once(event, at(seconds), null);
    }

    @Test
    void what_fires_becomes_a_command_once() {
        write(asking(start("a", 0)).heard(List.of(HeardEvent.of(WaitSamples.event("a", 0), NOON))));
        var wait = due(600).getFirst();
        clock().pass(Duration.ofMinutes(10));
        assertThat(write(ending(WaitEnd.fired(wait, draft("a")))).added())
                .extracting(PendingCommand::command)
                .containsExactly(command("a"));
        assertThat(write(ending(WaitEnd.fired(wait, draft("a")))).added()).isEmpty();
        assertThat(waiting()).isEmpty();
        assertThat(pending()).containsExactly("a|call|0");
        assertThat(ledger().heardEvents("demo", Set.of("a"))).containsEntry("a", new EventRecord(NOON, NOON, true));
    }

    @Test
    void a_step_of_a_ladder_fires_though_the_event_has_all_its_other_commands() {
        ask(ladder("a", 0, 2));
        for (int step = 0; step < 2; step++) {
            var draft = DraftCommand.of(command("a", step));
            assertThat(write(ending(WaitEnd.fired(due(10_000).getFirst(), draft)))
                            .added())
                    .hasSize(1);
        }
        assertThat(pending()).containsExactly("a|call|0", "a|call|1");
    }

    @Test
    void after_the_end_the_next_event_waits() {
        ask(start("a", 0));
        fire("a");
        clock().pass(Duration.ofMinutes(11));
        assertThat(ask(start("b", 660))).containsExactly(Kind.BEGAN);
        write(ending(WaitEnd.dropped(due(10_000).getFirst())));
        clock().pass(Duration.ofMinutes(11));
        assertThat(ask(start("c", 1320))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("c|call|0");
    }

    @Test
    void what_is_overdue_waits_until_it_ends() {
        ask(start("a", 0));
        clock().pass(Duration.ofMinutes(11));
        assertThat(ask(start("b", 500))).containsExactly(Kind.WAITS_ALREADY);
        assertThat(ask(stop("s", 661, LEAD))).containsExactly(Kind.STOPPED);
        assertThat(waiting()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_event_after_the_time_of_an_overdue_one_waits_for_itself(IfAgain ifAgain) {
        ask(start("a", 0, ifAgain, LEAD));
        clock().pass(Duration.ofMinutes(11));
        assertThat(ask(start("b", 660, ifAgain, LEAD))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("a|call|0", "b|call|0");
    }

    @ParameterizedTest
    @EnumSource
    void what_is_asked_later_than_it_is_due_does_not_wait_longer_for_others(IfAgain ifAgain) {
        ask(start("a", 0, ifAgain, LEAD, CONTACT));
        clock().pass(Duration.ofMinutes(11));
        write(ending(WaitEnd.postponed(due(660).getFirst(), at(900))));
        assertThat(ask(start("b", 700, ifAgain, LEAD))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("a|call|0", "b|call|0");
    }

    @Test
    void two_events_whose_time_comes_at_once_do_not_replace_each_other() {
        assertThat(ask(atOnce("a"), atOnce("b"))).containsExactly(Kind.BEGAN, Kind.BEGAN);
        assertThat(waiting()).containsExactly("a|call|0", "b|call|0");
    }

    private static Start atOnce(String event) {
        var steps = List.of(new WaitRequest.Step(0, NOON));
        return new Start(WaitSamples.event(event, 0), RULE, NOON, LEAD, Set.of(LEAD), steps, IfAgain.IGNORE, null);
    }

    @Test
    void a_stop_that_is_heard_late_drops_what_has_not_fired_at_its_time() {
        ask(start("a", 0));
        clock().pass(Duration.ofMinutes(11));
        assertThat(ask(stop("s", 300, LEAD))).containsExactly(Kind.STOPPED);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void what_was_stopped_does_not_fire_and_the_others_do() {
        ask(start("a", 0, IfAgain.ADD, LEAD), start("b", 10, IfAgain.ADD, TASK), start("c", 20, IfAgain.ADD, CONTACT));
        var due = due(10_000);
        ask(stop("s", 30, TASK));
        var ends = due.stream()
                .map(wait -> WaitEnd.fired(wait, draft(wait.origin().event())))
                .toArray(WaitEnd[]::new);
        assertThat(write(ending(ends)).added()).hasSize(2);
        assertThat(pending()).containsExactly("a|call|0", "c|call|0");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void a_stop_in_the_same_write_comes_before_what_fires() {
        ask(start("a", 0));
        var work = PlannedWork.of(List.of())
                .waits(List.of(stop("s", 30, LEAD)), List.of(WaitEnd.fired(due(600).getFirst(), draft("a"))));
        assertThat(kinds(write(work))).containsExactly(Kind.STOPPED);
        assertThat(pending()).isEmpty();
    }

    @Test
    void what_is_postponed_keeps_its_time_and_is_asked_later() {
        ask(start("a", 0, IfAgain.IGNORE, LEAD, CONTACT));
        var wait = due(600).getFirst();
        write(ending(WaitEnd.postponed(wait, at(900))));
        assertThat(due(899)).isEmpty();
        assertThat(due(900)).containsExactly(wait.retryAt(at(900)));
        assertThat(due(900).getFirst().due()).isEqualTo(at(600));
        assertThat(write(ending(WaitEnd.fired(wait, draft("a")))).added()).isEmpty();
        clock().pass(Duration.ofMinutes(11));
        assertThat(ask(stop("s", 700, CONTACT))).containsExactly(Kind.STOPPED);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void a_closing_event_closes_the_tasks_that_the_action_added() {
        write(closable("a", 0, LedgerSamples.LEAD));
        var written = write(asking(close("c", 10, LEAD)));
        var complete = new TaskCommand.Complete(
                new Origin("c", RULE, -1),
                new TaskSelection.Open(OpenTaskFilter.addedBy(LedgerSamples.LEAD, Set.of("a|call|0"))),
                "Closed");
        assertThat(written.added()).extracting(PendingCommand::command).containsExactly(complete);
        assertThat(write(asking(close("c", 10, LEAD))).added()).isEmpty();
        assertThat(write(asking(close("d", 20, LEAD))).added()).isEmpty();
        assertThat(pending()).containsExactly("a|call|0", "c|call|-1");
        assertThat(Origin.of(complete.key())).isEqualTo(complete.origin());
    }

    @Test
    void tasks_of_several_entities_are_closed_by_a_command_for_each() {
        write(closable("a", 0, LedgerSamples.LEAD));
        write(closable("b", 0, new EntityRef(EntityRef.Type.CONTACTS, 9)));
        write(closable("d", 0, LedgerSamples.LEAD));
        assertThat(write(asking(close("c", 10, LEAD))).added())
                .extracting(
                        one -> one.command().key(),
                        one -> one.command().requiredOpenTasks().orElseThrow().commands())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("c|call|-1", Set.of("b|call|0")),
                        org.assertj.core.groups.Tuple.tuple("c|call|-1001", Set.of("a|call|0", "d|call|0")));
    }

    @Test
    void a_closing_event_before_the_task_does_not_count() {
        write(closable("a", 20, LedgerSamples.LEAD));
        assertThat(write(asking(close("c", 10, LEAD))).added()).isEmpty();
        assertThat(write(asking(close("d", 30, LEAD))).added()).hasSize(1);
    }

    @Test
    void a_task_whose_closing_was_heard_before_is_not_added() {
        write(asking(close("c", 10, LEAD)));
        var written = write(closable("a", 9, LedgerSamples.LEAD));
        assertThat(written.added()).isEmpty();
        assertThat(kinds(written)).containsExactly(Kind.STOPPED_BEFORE);
        assertThat(write(closable("b", 11, LedgerSamples.LEAD)).added()).hasSize(1);
    }

    @Test
    void a_closing_event_drops_its_action_that_waits_and_no_other() {
        ask(ladder("a", 0, 2));
        assertThat(ask(close("c", 10, LEAD))).containsExactly(Kind.STOPPED);
        assertThat(waiting()).containsExactly("a|call|1");
        assertThat(ask(start("b", 20))).containsExactly(Kind.WAITS_ALREADY);
    }

    @Test
    void what_fires_can_be_closed_and_is_not_added_after_its_closing() {
        ask(start("a", 0, IfAgain.ADD, LEAD), start("b", 20, IfAgain.ADD, LEAD));
        write(ending(WaitEnd.fired(due(10_000).get(1), closableDraft("b", 20, LedgerSamples.LEAD))));
        assertThat(write(asking(close("c", 30, LEAD))).added()).hasSize(1);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void requests_of_many_events_are_all_written() {
        var requests = IntStream.range(0, 150)
                .mapToObj(i -> start("e" + i, i, IfAgain.IGNORE, EventSubject.of("leads/" + i), CONTACT))
                .toList();
        var drafts = IntStream.range(0, 20).mapToObj(i -> draft("e" + i)).toList();
        var heard = requests.stream()
                .map(request -> HeardEvent.of(request.cause(), NOON))
                .toList();
        var work = PlannedWork.of(drafts).heard(heard).waits(List.copyOf(requests), List.of());
        assertThat(kinds(write(work))).hasSize(150).endsWith(Kind.TOO_MANY).startsWith(Kind.BEGAN);
        assertThat(waiting()).hasSize(50);
        assertThat(pending()).hasSize(20);
        assertThat(ledger().heardEvents("demo", Set.of("e0", "e149"))).hasSize(2);
        var ends = due(10_000).stream()
                .map(wait -> WaitEnd.fired(
                        wait, DraftCommand.of(command(wait.origin().event(), 7))))
                .toArray(WaitEnd[]::new);
        assertThat(write(ending(ends)).added()).hasSize(50);
        assertThat(waiting()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void waits_are_written_only_with_the_lease(IfAgain ifAgain) {
        var own = ledger().own("demo");
        ledger().own("demo");
        assertThatThrownBy(() -> own.write(asking(start("a", 0, ifAgain, LEAD)), SendSelection.NONE))
                .isInstanceOf(LeaseLostException.class);
        assertThat(waiting()).isEmpty();
    }

    private static PlannedWork closable(String event, long seconds, EntityRef about) {
        return PlannedWork.of(List.of(closableDraft(event, seconds, about)));
    }

    private static DraftCommand closableDraft(String event, long seconds, EntityRef about) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, about, null, null);
        return DraftCommand.of(new TaskCommand.Create(new Origin(event, RULE, 0), task, null))
                .closable(new CloseGuard(LEAD, Set.of(LEAD), at(seconds)));
    }

    @Test
    void a_date_is_waited_for_and_moves_with_what_is_reported() {
        assertThat(ask(follow("w1", 0, Map.of("monday", 600L)))).containsExactly(Kind.BEGAN);
        assertThat(due(599)).isEmpty();
        assertThat(due(600)).extracting(Wait::key).containsExactly("monday|call|0");
        assertThat(ask(follow("w2", 1, Map.of("monday", 600L)))).isEmpty();
        assertThat(ask(follow("w3", 2, Map.of("friday", 300L)))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("friday|call|0");
        assertThat(ask(follow("w4", 3, Map.of("monday", 600L)))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("monday|call|0");
        assertThat(ask(follow("w5", 4, Map.of()))).containsExactly(Kind.STOPPED);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void an_older_webhook_does_not_move_a_date() {
        ask(follow("w2", 10, Map.of("friday", 300L)));
        assertThat(ask(follow("w1", 9, Map.of("monday", 600L)))).isEmpty();
        assertThat(waiting()).containsExactly("friday|call|0");
        ask(follow("w3", 20, Map.of("friday", 300L)));
        assertThat(ask(follow("w4", 15, Map.of("monday", 600L)))).isEmpty();
        assertThat(ask(follow("w5", 20, Map.of("monday", 600L)))).containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("monday|call|0");
    }

    @Test
    void a_date_fires_once_however_often_it_is_reported() {
        ask(follow("w1", 0, Map.of("monday", 600L)));
        fire("monday");
        assertThat(ask(follow("w2", 1, Map.of("monday", 600L)))).isEmpty();
        assertThat(ask(follow("w3", 2, Map.of("friday", 300L)))).containsExactly(Kind.BEGAN);
        assertThat(ask(follow("w4", 3, Map.of("monday", 600L)))).containsExactly(Kind.STOPPED);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void of_a_date_that_comes_again_the_first_that_has_not_fired_is_waited_for() {
        var both = Map.of("this year", 600L, "next year", 9000L);
        ask(follow("w1", 0, both));
        assertThat(waiting()).containsExactly("this year|call|0");
        var wait = due(600).getFirst();
        var end = WaitEnd.fired(wait, draft("this year")).next(follow("tick", 0, Map.of("next year", 9000L)));
        assertThat(write(ending(end)).added()).hasSize(1);
        assertThat(waiting()).containsExactly("next year|call|0");
        assertThat(ask(follow("w2", 1, both))).isEmpty();
        assertThat(waiting()).containsExactly("next year|call|0");
    }

    @Test
    void a_date_that_has_moved_unheard_waits_on() {
        ask(follow("w1", 100, 2, Map.of("monday", 600L)));
        var ends = due(600).stream()
                .map(wait -> WaitEnd.dropped(wait).next(follow("monday", 0, 2, Map.of("friday", 900L))))
                .toArray(WaitEnd[]::new);
        write(ending(ends));
        assertThat(waiting()).containsExactly("friday|call|0", "friday|call|1");
        assertThat(ask(follow("w2", 99, 2, Map.of("monday", 600L)))).isEmpty();
    }

    @Test
    void the_rest_of_a_date_that_has_fired_in_part_is_left_when_it_moves() {
        ask(follow("w1", 0, 2, Map.of("monday", 600L)));
        var first = due(600).getFirst();
        write(ending(WaitEnd.fired(first, draft("monday"))));
        ask(follow("w2", 1, 2, Map.of("friday", 900L)));
        assertThat(waiting()).containsExactlyInAnyOrder("monday|call|1", "friday|call|0", "friday|call|1");
    }

    @Test
    void a_date_that_has_fired_in_part_and_is_reported_again_fires_the_rest_once() {
        var next = Map.of("this year", 600L, "next year", 9000L);
        ask(follow("w1", 0, 2, next));
        var both = due(600);
        for (int position = 0; position < 2; position++) {
            var end = WaitEnd.fired(both.get(position), DraftCommand.of(command("this year", position)))
                    .next(follow("tick", 0, 2, Map.of("next year", 9000L)));
            assertThat(write(ending(end)).added()).hasSize(1);
            assertThat(write(ending(end)).added()).as("after a kill").isEmpty();
            assertThat(ask(follow("w2" + position, 1, 2, next))).isEmpty();
        }
        assertThat(waiting()).containsExactly("next year|call|0", "next year|call|1");
    }

    @Test
    void a_date_whose_rule_fires_at_another_time_now_moves() {
        ask(follow("w1", 0, Map.of("monday", 600L)));
        ask(follow("w2", 1, Map.of("monday", 900L)));
        assertThat(due(600)).isEmpty();
        assertThat(due(900)).extracting(Wait::key).containsExactly("monday|call|0");
    }

    @Test
    void a_date_that_could_not_be_asked_is_asked_later_whatever_is_reported_of_it() {
        ask(follow("w1", 0, Map.of("monday", 0L)));
        write(ending(WaitEnd.postponed(due(0).getFirst(), at(60))));
        assertThat(ask(follow("w2", 1, Map.of("monday", 0L)))).isEmpty();
        assertThat(due(59)).isEmpty();
        assertThat(due(60)).hasSize(1);
    }

    @Test
    void a_date_that_passed_before_the_first_walk_never_fires_and_another_one_does() {
        ask(follow("found", 0, Map.of("monday", -60L)).found(IfLate.PASS));
        assertThat(waiting()).isEmpty();
        assertThat(ask(follow("w1", 1, Map.of("monday", 0L)))).isEmpty();
        assertThat(ask(follow("w2", 2, Map.of("sunday", 0L)))).containsExactly(Kind.BEGAN);
    }

    @Test
    void the_first_walk_leaves_a_date_that_is_waited_for_already() {
        ask(follow("w1", 0, Map.of("monday", 0L)));
        assertThat(ask(follow("found", 0, Map.of("monday", 0L)).found(IfLate.PASS)))
                .isEmpty();
        assertThat(waiting()).containsExactly("monday|call|0");
    }

    @Test
    void before_the_first_walk_a_webhook_leaves_a_date_whose_time_has_passed_to_it() {
        assertThat(ask(follow("w1", 0, Map.of("monday", 0L)).ifLate(IfLate.LEAVE)))
                .isEmpty();
        assertThat(ask(follow("w2", 0, Map.of("monday", 600L)).ifLate(IfLate.LEAVE)))
                .containsExactly(Kind.BEGAN);
    }

    @Test
    void what_a_walk_finds_again_leaves_no_record_and_is_waited_for_once() {
        ask(follow("found", 0, Map.of("monday", 600L)).found(IfLate.FIRE));
        assertThat(ask(follow("found", 0, Map.of("monday", 600L)).found(IfLate.FIRE)))
                .isEmpty();
        assertThat(ask(follow("found", 1, Map.of("friday", 600L)).found(IfLate.FIRE)))
                .containsExactly(Kind.BEGAN);
        assertThat(waiting()).containsExactly("friday|call|0");
    }

    @Test
    void a_date_that_has_passed_before_it_is_reported_leaves_nothing() {
        assertThat(ask(follow("w1", 10, Map.of()))).isEmpty();
        assertThat(ask(follow("w2", 0, Map.of("monday", 600L)))).containsExactly(Kind.BEGAN);
    }

    private void fire(String event) {
        var ends = new ArrayList<WaitEnd>();
        due(10_000).stream()
                .filter(wait -> wait.origin().event().equals(event))
                .forEach(wait -> ends.add(WaitEnd.fired(wait, draft(event))));
        assertThat(write(ending(ends.toArray(WaitEnd[]::new))).added()).hasSize(1);
    }

    private List<Kind> ask(WaitRequest... requests) {
        return kinds(write(asking(requests)));
    }

    private static List<Kind> kinds(WriteResult written) {
        return written.waits().stream().map(WaitResult::kind).toList();
    }

    private WriteResult write(PlannedWork work) {
        return ledger().write("demo", work);
    }

    List<Wait> due(long seconds) {
        var own = ledger().own("demo");
        try {
            return own.dueWaits(at(seconds), 1000);
        } finally {
            own.release(Map.of());
        }
    }

    private Stream<String> keys() {
        return due(1_000_000).stream().map(Wait::key);
    }

    private List<String> waiting() {
        return keys().toList();
    }

    private List<String> pending() {
        return ledger().state("demo").pendingCommands().stream()
                .map(one -> one.command().key())
                .toList();
    }
}
