package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.LEAD;
import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.LedgerSamples.limited;
import static dev.followup.ledger.LedgerSamples.once;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EntityRef;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.OnceGuard;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandRegisterTest {

    private final CommandRegister register = LedgerSamples.noCommands();

    @Test
    void an_event_of_which_nothing_but_an_action_that_waited_is_known_gets_no_other_commands() {
        assertThat(keys(fire(draft("a")))).containsExactly("a|call|0");
        assertThat(keys(add(DraftCommand.of(command("a", 1))))).isEmpty();
    }

    @Test
    void an_event_with_all_its_commands_gets_one_that_waited_and_no_others() {
        add(draft("a"));
        assertThat(keys(fire(DraftCommand.of(command("a", 1))))).containsExactly("a|call|1");
        assertThat(register.isComplete("a")).isTrue();
        assertThat(keys(add(DraftCommand.of(command("a", 2))))).isEmpty();
    }

    @Test
    void an_event_of_which_more_commands_follow_gets_them_after_one_that_waited() {
        register.add(List.of(draft("a")), Set.of("a"), Map.of(), NOON);
        fire(DraftCommand.of(command("a", 1)));
        assertThat(register.isComplete("a")).isFalse();
        assertThat(keys(add(DraftCommand.of(command("a", 2))))).containsExactly("a|call|2");
    }

    @Test
    void a_limit_counts_the_events_of_its_own_rule_alone() {
        var result =
                add(limited("a", 0, NOON), limited("b", 0, NOON), ofRule("remind", "c", null), limited("c", 0, NOON));
        assertThat(keys(result)).containsExactly("a|call|0", "b|call|0", "c|remind|0");
        assertThat(result.overLimit()).containsExactly("c|call|0");
    }

    @Test
    void once_holds_for_one_rule_and_one_entity() {
        add(once("a", NOON, null));
        var contact = new EntityRef(EntityRef.Type.CONTACTS, 9);
        var result = add(
                once("b", NOON, null),
                ofRule("call", "c", new OnceGuard(contact, NOON, null)),
                ofRule("remind", "d", new OnceGuard(LEAD, NOON, null)));
        assertThat(keys(result)).containsExactly("c|call|0", "d|remind|0");
        assertThat(register.lastFirings()).containsOnlyKeys("call|leads/501", "call|contacts/9", "remind|leads/501");
    }

    private WriteResult add(DraftCommand... drafts) {
        return register.add(List.of(drafts), Set.of(), Map.of(), NOON);
    }

    private WriteResult fire(DraftCommand draft) {
        return register.addFired(List.of(draft), Map.of(), NOON);
    }

    private static DraftCommand ofRule(String rule, String event, @Nullable OnceGuard once) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, null, null, null);
        return new DraftCommand(new TaskCommand.Create(new Origin(event, rule, 0), task, null), List.of(), once, null);
    }

    private static List<String> keys(WriteResult result) {
        return result.added().stream()
                .map(PendingCommand::command)
                .map(TaskCommand::key)
                .toList();
    }
}
