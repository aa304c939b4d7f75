package dev.followup.rule;

import dev.followup.event.Facts;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import java.util.List;

/// The plan that a rule book makes for an event.
///
/// @param drafts the commands to do, in the order of the book; empty if no rule fires
/// @param verdicts the verdict of each rule that was asked, in the order of the book
/// @param warnings what the book's author probably did not intend, such as a missing fact; each begins
/// with the rule's name, or with that of a custom field, such as `fields.pay_date`
/// @param facts the facts that the rules saw: those of the event, with custom fields by their names in
/// the book
public record Plan(List<DraftCommand> drafts, List<RuleVerdict> verdicts, List<String> warnings, Facts facts) {

    public Plan {
        drafts = List.copyOf(drafts);
        verdicts = List.copyOf(verdicts);
        warnings = List.copyOf(warnings);
    }

    /// The commands of the drafts, before a user is chosen in turn.
    public List<TaskCommand> commands() {
        return drafts.stream().map(DraftCommand::command).toList();
    }
}
