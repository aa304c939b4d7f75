package dev.followup.crm.session;

/// What the calls of a visit have shown of its account.
public sealed interface AccountAvailability {

    /// Nothing: no call was to leave.
    record Unasked() implements AccountAvailability {}

    /// Nothing: no answer came that says it.
    record Silent() implements AccountAvailability {}

    /// The CRM serves it.
    record Serves() implements AccountAvailability {}

    /// The CRM serves it nothing at present.
    ///
    /// @param reason the CRM's words, and what a person must do
    record Closed(String reason) implements AccountAvailability {}
}
