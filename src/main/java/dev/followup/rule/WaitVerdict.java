package dev.followup.rule;

import dev.followup.task.DraftCommand;
import dev.followup.task.WaitRequest;

/// What becomes of an action that waited, now that its time has come.
public sealed interface WaitVerdict {

    /// It becomes a command.
    record Fires(DraftCommand draft) implements WaitVerdict {}

    /// It is dropped: a condition of the rule does not hold any more.
    ///
    /// @param reason in words, with the place in the file
    record Dropped(String reason) implements WaitVerdict {}

    /// The date for which it waited has moved: it waits on.
    record Moved(WaitRequest.Follow follow) implements WaitVerdict {}

    /// The book does not have the rule any more.
    record RuleGone() implements WaitVerdict {}

    /// The rule has no action any more that waits in this place.
    record ActionGone() implements WaitVerdict {}
}
