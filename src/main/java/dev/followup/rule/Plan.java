package dev.followup.rule;

import dev.followup.event.Facts;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import java.util.List;

/// What a rule book makes of an event.
///
/// @param drafts what is to be done, in the order of the book; empty if no rule fires
/// @param verdicts each rule that was asked, in the order of the book, and why it fires or does not
/// @param warnings what may not be as the book's author meant it, such as a missing fact; each begins
/// with the rule's name, or with that of a custom field, such as `fields.pay_date`
/// @param facts what the rules looked at: those of the event, with the custom fields by their names in
/// the book
public record Plan(List<DraftCommand> drafts, List<RuleVerdict> verdicts, List<String> warnings, Facts facts) {

    public Plan {
        drafts = List.copyOf(drafts);
        verdicts = List.copyOf(verdicts);
        warnings = List.copyOf(warnings);
    }

    /// The drafts as orders, before anybody's turn is taken.
    public List<TaskCommand> commands() {
        return drafts.stream().map(DraftCommand::command).toList();
    }
}
