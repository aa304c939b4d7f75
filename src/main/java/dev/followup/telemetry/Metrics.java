package dev.followup.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The metrics of each account since they were last published. Any thread may update them. A metric that was
/// never updated is not published.
@ApplicationScoped
public class Metrics {

    private final Map<String, Map<Metric, List<Long>>> byAccount = new ConcurrentHashMap<>();

    /// Adds to a counter.
    public void add(String account, Metric metric, long more) {
        if (more > 0) {
            update(account, values -> values.merge(metric, List.of(more), Metrics::sum));
        }
    }

    /// Replaces the value of a metric.
    public void set(String account, Metric metric, long value) {
        update(account, values -> values.put(metric, List.of(value)));
    }

    /// Records one more value of a metric that is published with all its values.
    public void record(String account, Metric metric, long value) {
        update(
                account,
                values -> values.computeIfAbsent(metric, _ -> new ArrayList<>()).add(value));
    }

    /// The values until now: one of a counter, or as many as were recorded.
    public Map<Metric, List<Long>> values(String account) {
        var copy = new EnumMap<Metric, List<Long>>(Metric.class);
        byAccount.computeIfPresent(account, (_, values) -> {
            values.forEach((metric, all) -> copy.put(metric, List.copyOf(all)));
            return values;
        });
        return copy;
    }

    /// Returns the values until now and removes them.
    public Map<Metric, List<Long>> take(String account) {
        var values = byAccount.remove(account);
        return values == null ? Map.of() : values;
    }

    private void update(String account, Consumer<Map<Metric, List<Long>>> change) {
        byAccount.compute(account, (_, values) -> {
            var updated = values == null ? new EnumMap<Metric, List<Long>>(Metric.class) : values;
            change.accept(updated);
            return updated;
        });
    }

    private static List<Long> sum(List<Long> before, List<Long> more) {
        return List.of(before.getFirst() + more.getFirst());
    }
}
