package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.SendAttempt;
import dev.followup.task.NewTask;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadyCommandsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void commands_without_condition_are_ready() {
        assertThat(ready(add("e1", "a", 5), add("e2", "a", 5), add("e3", "a", 6))
                        .isAll())
                .isTrue();
    }

    @Test
    void only_commands_without_guard_and_without_predecessor_can_be_marked_as_sent_when_they_are_written() {
        var behind = add("e2", "a", 5);
        var first = add("e3", "a", 6);
        var second = add("e3", "b", 6);
        var last = add("e6", "a", 8);
        var added = pending(behind, first, second, addUnlessOpen("e4", "a", 7), add("e5", "a", 7), last);
        assertThat(ReadyCommands.atOnce(pending(add("e1", "a", 5)), added, 50))
                .containsExactlyInAnyOrder(first.key(), second.key(), last.key());
        assertThat(ReadyCommands.atOnce(List.of(), added, 50))
                .containsExactlyInAnyOrder(behind.key(), first.key(), second.key(), last.key());
        assertThat(ReadyCommands.atOnce(List.of(), pending(first, second), 1)).containsExactly(first.key());
    }

    private static List<PendingCommand> pending(TaskCommand... commands) {
        return Stream.of(commands)
                .map(command -> new PendingCommand(command, NOON, null))
                .toList();
    }

    @Test
    void a_command_that_depends_on_open_tasks_waits_for_earlier_ones_about_the_same_entity() {
        var first = add("e1", "a", 5);
        var asking = addUnlessOpen("e2", "a", 5);
        var another = addUnlessOpen("e3", "a", 6);
        assertThat(ready(first, asking, another).commands()).containsExactly(first, another);
        assertThat(ready(asking, another).isAll()).isTrue();
    }

    @Test
    void a_command_after_a_waiting_one_waits_too() {
        var first = add("e1", "a", 5);
        assertThat(ready(first, completeAll("e2", "a", 5), add("e3", "a", 5), add("e3", "b", 7))
                        .commands())
                .containsExactly(first);
    }

    @Test
    void a_command_waits_for_an_earlier_change_of_all_open_tasks() {
        var change = completeAll("e1", "a", 5);
        var another = add("e3", "a", 6);
        var ready = ready(change, add("e2", "b", 5), another);
        assertThat(ready.commands()).containsExactly(change, another);
        assertThat(ready.isAll()).isFalse();
        assertThat(ready(change, add("e1", "a", 5)).isAll()).isTrue();
    }

    @Test
    void a_rule_does_not_wait_for_its_own_commands_for_the_same_event() {
        assertThat(ready(addUnlessOpen("e1", "a", 5), addUnlessOpen("e1", "a", 5), completeAll("e1", "a", 5))
                        .isAll())
                .isTrue();
        assertThat(ready(addUnlessOpen("e1", "a", 5), addUnlessOpen("e1", "b", 5))
                        .isAll())
                .isFalse();
    }

    @Test
    void a_command_waits_for_an_uncertain_one_about_the_same_entity() {
        var unanswered = new PendingCommand(add("e1", "a", 5), NOON, new SendAttempt(NOON, false));
        var other = add("e3", "a", 6);
        var ready = ReadyCommands.of(Stream.of(
                        unanswered,
                        new PendingCommand(add("e2", "a", 5), NOON, null),
                        new PendingCommand(other, NOON, null))
                .toList());
        assertThat(ready.commands()).containsExactly(other);
        assertThat(ready.isAll()).isFalse();
    }

    @Test
    void what_a_later_command_completes_because_an_event_closes_it_need_not_be_sent() {
        var closing = new TaskCommand.Complete(
                new TaskCommand.Origin("e2", "a", 0),
                new TaskSelection.Open(new OpenTaskFilter(lead(5), Set.of(), Set.of(), null, Set.of("e1|a|0"))),
                "Done");
        assertThat(ReadyCommands.closed(pending(add("e1", "a", 5), closing))).containsExactly("e1|a|0");
        assertThat(ReadyCommands.closed(pending(add("e1", "a", 5), completeAll("e2", "a", 5))))
                .isEmpty();
        assertThat(ReadyCommands.closed(pending(
                        add("e3", "a", 5, new OpenTaskFilter(lead(5), Set.of(), Set.of(), null, Set.of("e1|a|0"))))))
                .as("one that asks only")
                .isEmpty();
    }

    @Test
    void what_was_refused_alone_is_tried_again_alone_once_and_after_what_precedes_it() {
        var first = new PendingCommand(add("e1", "a", 5), NOON, null, null, 1);
        var second = new PendingCommand(addUnlessOpen("e2", "a", 5), NOON, null, null, 1);
        var third = new PendingCommand(add("e3", "a", 6), NOON, null, null, 2);
        var sent = new PendingCommand(add("e4", "a", 7), NOON, new SendAttempt(NOON, false), null, 1);
        var never = new PendingCommand(add("e5", "a", 8), NOON, null);
        var all = List.of(sent, never, first, second, third);
        assertThat(ReadyCommands.refusedAlone(all, Set.of())).contains(first.command());
        assertThat(ReadyCommands.refusedAlone(all, Set.of("e1|a|0"))).contains(third.command());
        assertThat(ReadyCommands.refusedAlone(all, Set.of("e1|a|0", "e3|a|0"))).isEmpty();
        assertThat(ReadyCommands.of(all).commands()).containsExactly(never.command());
    }

    private static ReadyCommands ready(TaskCommand... commands) {
        return ReadyCommands.of(Stream.of(commands)
                .map(command -> new PendingCommand(command, NOON, null))
                .toList());
    }

    private static TaskCommand add(String event, String rule, long lead) {
        return add(event, rule, lead, null);
    }

    private static TaskCommand addUnlessOpen(String event, String rule, long lead) {
        return add(event, rule, lead, open(lead));
    }

    private static TaskCommand add(String event, String rule, long lead, @Nullable OpenTaskFilter unless) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, lead(lead), null, null);
        return new TaskCommand.Create(new TaskCommand.Origin(event, rule, 0), task, unless);
    }

    private static TaskCommand completeAll(String event, String rule, long lead) {
        return new TaskCommand.Complete(
                new TaskCommand.Origin(event, rule, 1), new TaskSelection.Open(open(lead)), "Done");
    }

    private static OpenTaskFilter open(long lead) {
        return new OpenTaskFilter(lead(lead), Set.of(), Set.of(), null);
    }

    private static EntityRef lead(long id) {
        return new EntityRef(EntityRef.Type.LEADS, id);
    }
}
