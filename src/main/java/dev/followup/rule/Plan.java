package dev.followup.rule;

import dev.followup.event.Facts;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import dev.followup.task.WaitRequest;
import java.util.List;

/// The plan that a rule book makes for an event.
///
/// @param drafts the commands to do at once, in the order of the book; empty if no rule fires
/// @param waits what the event asks of the waits of rules, in the order of the book
/// @param waiting the commands that wait, as they would be if nothing changed; only in an explanation
/// @param verdicts the verdict of each rule that was asked, in the order of the book
/// @param warnings what the book's author probably did not intend, such as a missing fact; each begins
/// with the rule's name, or with that of a custom field, such as `fields.pay_date`
/// @param facts the facts that the rules saw: those of the event, with custom fields by their names in
/// the book
public record Plan(
        List<DraftCommand> drafts,
        List<WaitRequest> waits,
        List<WaitingDraft> waiting,
        List<RuleVerdict> verdicts,
        List<String> warnings,
        Facts facts) {

    public Plan {
        drafts = List.copyOf(drafts);
        waits = List.copyOf(waits);
        waiting = List.copyOf(waiting);
        verdicts = List.copyOf(verdicts);
        warnings = List.copyOf(warnings);
    }

    /// Whether a rule answers the event: by commands, or by what waits for its time, ends or begins anew.
    public boolean isAnswer() {
        return !drafts.isEmpty() || !waits.isEmpty();
    }

    /// The commands of the drafts, before a user is chosen in turn.
    public List<TaskCommand> commands() {
        return drafts.stream().map(DraftCommand::command).toList();
    }
}
