package dev.followup.telemetry;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a visit comes to, in numbers: of the calls, and of whatever else is done in the account. Any thread may
/// count. What never happened does not appear.
public final class Metrics {

    private final Map<Metric, List<Long>> values = new EnumMap<>(Metric.class);

    /// So many more.
    public synchronized void add(Metric measure, long more) {
        if (more > 0) {
            values.merge(measure, List.of(more), (before, now) -> List.of(before.getFirst() + now.getFirst()));
        }
    }

    /// It stands so now, whatever it was before.
    public synchronized void set(Metric measure, long value) {
        values.put(measure, List.of(value));
    }

    /// One more value of a measure that has one for each time it was taken.
    public synchronized void note(Metric measure, long value) {
        values.computeIfAbsent(measure, _ -> new ArrayList<>()).add(value);
    }

    /// What was counted until now: one value, or as many as were noted.
    public synchronized Map<Metric, List<Long>> values() {
        var copy = new EnumMap<Metric, List<Long>>(Metric.class);
        values.forEach((measure, noted) -> copy.put(measure, List.copyOf(noted)));
        return copy;
    }
}
