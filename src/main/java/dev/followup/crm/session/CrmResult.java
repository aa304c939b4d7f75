package dev.followup.crm.session;

/// What looking for something in the CRM came to.
///
/// @param <T> what was looked for, such as a list of tasks; empty in its own way where there is none
public sealed interface CrmResult<T> {

    /// It was looked for: this is all there is, perhaps nothing.
    record All<T>(T all) implements CrmResult<T> {}

    /// It could not be looked for, or not to the end.
    ///
    /// @param why what the CRM said or failed to say
    record Failed<T>(CrmFailure why) implements CrmResult<T> {}
}
