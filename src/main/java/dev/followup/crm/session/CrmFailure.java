package dev.followup.crm.session;

import org.jboss.logging.Logger;

/// Why something could not be read from the CRM.
public sealed interface CrmFailure {

    /// The CRM's words, and what to do about it.
    String reason();

    /// The CRM refuses it, however often it is asked.
    record Refused(String reason) implements CrmFailure {}

    /// The CRM did not answer, or not well. It may answer the next time.
    record Unavailable(String reason) implements CrmFailure {}

    /// The CRM serves this account nothing at present.
    record Blocked(String reason) implements CrmFailure {}

    /// Logs what waits because of it. A blocked account has a line of its own, in which its circuit opens.
    ///
    /// @param what what waits, such as `rule call-overdue`
    default void log(String account, String what) {
        if (!(this instanceof Blocked)) {
            Logger.getLogger(CrmFailure.class).warnf("%s: %s waits for the next tick: %s", account, what, reason());
        }
    }
}
