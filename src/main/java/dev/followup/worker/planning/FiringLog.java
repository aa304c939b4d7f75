package dev.followup.worker.planning;

import dev.followup.task.DraftCommand;
import org.jboss.logging.Logger;

/// What the log says of a firing rule whose command is not added, at once or after a wait.
public final class FiringLog {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    private FiringLog() {}

    /// Says that a rule has fired for the entity before.
    public static String ruledOutByOnce(DraftCommand draft) {
        return "rule " + draft.command().origin().rule() + " " + draft.ruledOutByOnce();
    }

    /// Logs that a rule has reached its limit.
    ///
    /// @param prefix the account, the entity and the event
    public static void limitReached(String prefix, DraftCommand draft) {
        LOG.errorf(
                "%s: rule %s reached its limit of %s and ignores the rest. Raise its at-most if this is intended",
                prefix, draft.command().origin().rule(), draft.limit());
    }
}
