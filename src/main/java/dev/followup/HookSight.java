package dev.followup;

import dev.followup.crm.HookAddress;
import dev.followup.crm.HookPlace;
import dev.followup.crm.Measure;
import dev.followup.crm.Tally;
import dev.followup.task.Outcome;
import java.util.SortedSet;

/// What a look at an account's hook has shown.
sealed interface HookSight {

    /// Counts whether the CRM has switched it off, if that was seen.
    default void count(Tally tally) {
        switch (this) {
            case SwitchedOff _ -> tally.set(Measure.HOOK_DISABLED, 1);
            case InOrder _, Missing _, Lacking _ -> tally.set(Measure.HOOK_DISABLED, 0);
            case Unseen _ -> {}
        }
    }

    /// It is there, it is on, and it tells of all that rules listen to.
    record InOrder() implements HookSight {}

    /// The CRM has switched it off.
    ///
    /// @param onAgain whether it was subscribed again
    /// @param remedy what was done about it, or what a person must do
    record SwitchedOff(HookAddress address, boolean onAgain, String remedy) implements HookSight {}

    /// It is not there.
    ///
    /// @param place where it should lead
    record Missing(HookPlace place) implements HookSight {}

    /// Rules listen to what it does not tell of.
    ///
    /// @param keys what it lacks, as the CRM's API calls it
    record Lacking(HookAddress address, SortedSet<String> keys) implements HookSight {}

    /// The CRM did not say.
    record Unseen(Outcome why) implements HookSight {}
}
