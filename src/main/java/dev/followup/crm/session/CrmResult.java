package dev.followup.crm.session;

/// The result of a query to the CRM.
///
/// @param <T> what was queried, such as a list of tasks; an empty one where nothing was found
public sealed interface CrmResult<T> {

    /// The query succeeded: this is everything that was found, perhaps nothing.
    record All<T>(T all) implements CrmResult<T> {}

    /// The query failed, or was not completed.
    ///
    /// @param why what went wrong
    record Failed<T>(CrmFailure why) implements CrmResult<T> {}
}
