package dev.followup.crm;

import dev.followup.event.Happening;
import java.time.Instant;
import java.util.List;

/// What the CRM has on record of some span of time.
///
/// @param happenings the oldest first
/// @param until the end of the span
public record Excerpt(List<Happening> happenings, Instant until) {

    public Excerpt {
        happenings = List.copyOf(happenings);
    }

    /// As much of its beginning as holds no more than so many; what happened within one second stays together.
    public Excerpt atMost(int most) {
        if (happenings.size() <= most) {
            return this;
        }
        var first = happenings.getFirst().time();
        var next = happenings.get(most).time();
        var end = next.isAfter(first) ? next.minusSeconds(1) : next;
        return new Excerpt(
                happenings.stream()
                        .filter(happening -> !happening.time().isAfter(end))
                        .toList(),
                end);
    }
}
