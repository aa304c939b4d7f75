package dev.followup.rule;

import dev.followup.event.EventKind;

/// What a rule looks for in the CRM: one that runs by the clock, or one on a date. All criteria must hold.
public sealed interface Search permits TaskSearch, EntitySearch, DateSearch {

    /// The kind of event that reports what was found.
    EventKind kind();
}
