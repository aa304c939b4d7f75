package dev.followup.rule;

import dev.followup.event.EventKind;

/// What a rule that runs by the clock looks for. All criteria must hold.
public sealed interface Search permits TaskSearch, EntitySearch {

    /// The kind of event that reports what was found.
    EventKind kind();
}
