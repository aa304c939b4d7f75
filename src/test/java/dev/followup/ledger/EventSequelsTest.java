package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.event;
import static dev.followup.ledger.LedgerSamples.once;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.JournalEntry.Planned;
import dev.followup.ledger.JournalEntry.Remark;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.task.DraftCommand;
import dev.followup.task.Rotation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventSequelsTest {

    private static final JournalEntry ENTRY = JournalEntry.of(event("a"), NOON, false, null);

    @Test
    void who_was_passed_over_for_a_command_is_said_with_the_reason() {
        var away = "anna is away until 2027-01-08";
        var ill = "boris is away until 2026-11-25";
        var draft = new DraftCommand(command("a"), Rotation.NONE, null, null, null, List.of(away, ill));
        var written =
                new WriteResult(List.of(new PendingCommand(command("a"), NOON, null)), Set.of(), Set.of(), Set.of());
        var entry = new EventSequels(PlannedWork.of(List.of(draft)), written, NOON).addTo(ENTRY);
        assertThat(entry.commands()).containsExactly(new Planned(command("a"), NOON, null));
        assertThat(entry.remarks())
                .containsExactly(new Remark("call", NOON, away, null), new Remark("call", NOON, ill, null));
    }

    @Test
    void a_draft_that_is_there_twice_is_ruled_out_in_one_remark() {
        var draft = once("a", NOON, null);
        var written = new WriteResult(List.of(), Set.of("a|call|0"), Set.of(), Set.of());
        var sequels = new EventSequels(PlannedWork.of(List.of(draft, draft)), written, NOON);
        assertThat(sequels.addTo(ENTRY).remarks())
                .containsExactly(new Remark("call", NOON, draft.ruledOutByOnce(), null));
    }
}
