package dev.followup.crm.session;

/// What a call is about. It decides what an error answer to the call can mean.
public enum CallSubject {

    /// Several tasks that are added or edited in one call. Also one task that is added, since the path does not
    /// name it.
    TASKS,

    /// The one task that the path names.
    ONE_TASK,

    /// A list, or a webhook: the answer concerns nothing but the query itself.
    QUERY,

    /// A feature that not every plan has: the account can do without it.
    OPTIONAL_FEATURE,

    /// Tokens of the account.
    TOKEN
}
