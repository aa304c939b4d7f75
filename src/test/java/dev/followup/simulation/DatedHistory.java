package dev.followup.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What happened to the leads of a [DatedWorld], and which tasks came of it.
final class DatedHistory {

    final Map<Long, List<State>> leads = new TreeMap<>();
    final List<Made> tasks = new ArrayList<>();

    /// A lead from a time on.
    ///
    /// @param meeting its date; `null` if it has none
    /// @param isThere whether it exists
    /// @param heardAt when a webhook reported this; `null` if none did
    record State(
            Instant from,
            @Nullable Instant meeting,
            int stage,
            boolean isThere,
            @Nullable Instant heardAt) {}

    /// A task that was added.
    record Made(Instant at, long lead, String text, Instant due) {}

    /// What a lead was like, the first state first; none for one that never was.
    List<State> states(long lead) {
        return leads.getOrDefault(lead, List.of());
    }

    void add(long lead, State state) {
        leads.computeIfAbsent(lead, _ -> new ArrayList<>()).add(state);
    }
}
