package dev.followup.crm.session;

/// Evidence for the circuit breaker: whether the CRM serves an account, as the calls of a session have shown.
public sealed interface AccountAvailability {

    /// Not known: the session made no call.
    record Unknown() implements AccountAvailability {}

    /// Not known: no call got an answer from which it could be seen.
    record NoAnswer() implements AccountAvailability {}

    /// The CRM serves the account.
    record Available() implements AccountAvailability {}

    /// The CRM serves the account nothing at present.
    ///
    /// @param reason the CRM's reason, and what a person must do
    record Unavailable(String reason) implements AccountAvailability {}

    /// The CRM, or a proxy before it, refuses what changes tasks, and does not say why.
    ///
    /// @param reason the answer, and what a person can check
    record Refusing(String reason) implements AccountAvailability {}
}
