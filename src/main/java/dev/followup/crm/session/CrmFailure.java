package dev.followup.crm.session;

import org.jboss.logging.Logger;

/// The reason why something could not be read from the CRM.
public sealed interface CrmFailure {

    /// The CRM's answer, and what to do.
    String reason();

    /// The CRM refuses the request, and would refuse it again.
    record Refused(String reason) implements CrmFailure {}

    /// The CRM did not answer, or its answer was broken. A later attempt may succeed.
    record Unavailable(String reason) implements CrmFailure {}

    /// The CRM serves this account nothing at present: its circuit opens.
    record Blocked(String reason) implements CrmFailure {}

    /// Logs what is deferred because of the failure. A blocked account is not logged here: the circuit
    /// breaker logs that its circuit opens.
    ///
    /// @param what what is deferred, such as `rule call-overdue`
    default void log(String account, String what) {
        if (!(this instanceof Blocked)) {
            Logger.getLogger(CrmFailure.class)
                    .warnf("%s: %s is deferred to the next tick: %s", account, what, reason());
        }
    }
}
