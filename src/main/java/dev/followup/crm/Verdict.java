package dev.followup.crm;

/// What the calls of a visit have shown of its account.
public sealed interface Verdict {

    /// Nothing: no call was to leave.
    record Unasked() implements Verdict {}

    /// Nothing: no answer came that says it.
    record Silent() implements Verdict {}

    /// The CRM serves it.
    record Serves() implements Verdict {}

    /// The CRM serves it nothing at present.
    ///
    /// @param reason the CRM's words, and what a person must do
    record Closed(String reason) implements Verdict {}
}
