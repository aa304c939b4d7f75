package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.RULE;
import static dev.followup.ledger.WaitSamples.at;
import static dev.followup.ledger.WaitSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.Marker.Made;
import dev.followup.task.CloseGuard;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskSelection;
import dev.followup.task.TaskType;
import dev.followup.task.WaitRequest.Close;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskCloserTest {

    private final WaitChanges changes = new WaitChanges(new TestWaits().marker(LEAD), NOON);
    private final TaskCloser closer = new TaskCloser(changes, new WaitStopper(changes));

    @Test
    void a_closing_event_closes_the_tasks_of_one_action_and_leaves_those_of_the_others() {
        add(closable("a", 0, 0), closable("a", 1, 0));
        assertThat(closer.close(close("c", 1, 10)))
                .extracting(DraftCommand::command)
                .containsExactly(new TaskCommand.Complete(
                        new Origin("c", RULE, -2),
                        new TaskSelection.Open(OpenTaskFilter.addedBy(LedgerSamples.LEAD, Set.of("a|call|1"))),
                        "Closed"));
        assertThat(changes.marker(key(LEAD)).made()).extracting(Made::command).containsExactly("a|call|0");
    }

    @Test
    void a_closing_that_was_heard_before_holds_back_the_tasks_of_one_action_alone() {
        closer.close(close("c", 1, 10));
        assertThat(closer.isNotClosed(closable("a", 0, 9))).isTrue();
        assertThat(closer.isNotClosed(closable("a", 1, 9))).isFalse();
        assertThat(closer.isNotClosed(closable("a", 11, 9))).isTrue();
        assertThat(changes.marker(key(LEAD)).closings()).containsOnlyKeys("1|leads");
    }

    private void add(DraftCommand... drafts) {
        var added = List.of(drafts).stream()
                .map(draft -> new PendingCommand(draft.command(), NOON, null))
                .toList();
        closer.recordMade(List.of(drafts), new WriteResult(added, Set.of(), Set.of(), Set.of()));
    }

    private static Close close(String event, int position, long seconds) {
        return new Close(event, RULE, position, LEAD, Set.of(LEAD), at(seconds), "Closed");
    }

    private static DraftCommand closable(String event, int position, long seconds) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, LedgerSamples.LEAD, null, null);
        return DraftCommand.of(new TaskCommand.Create(new Origin(event, RULE, position), task, null))
                .closable(new CloseGuard(LEAD, Set.of(LEAD), at(seconds)));
    }
}
