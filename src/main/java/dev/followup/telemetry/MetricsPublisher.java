package dev.followup.telemetry;

import dev.followup.config.FollowupConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The publisher of an account's metrics to CloudWatch: it writes lines in the embedded metric format to the
/// standard output. Outside a deployed function it writes nothing.
/// Source: AWS documentation, "Specification: Embedded metric format"; read 2026-11-22.
@ApplicationScoped
public class MetricsPublisher {

    /// The maximum number of one metric's values in a document.
    /// Source: as above, "Target members"; read 2026-11-22.
    static final int MAX_VALUES = 100;

    private final Metrics metrics;
    private final @Nullable String function;
    private final Clock clock;
    private final Consumer<String> output;
    private final AtomicBoolean cold = new AtomicBoolean(true);

    @Inject
    public MetricsPublisher(Metrics metrics, FollowupConfig config, Clock clock) {
        this(metrics, config.deployedAs().orElse(null), clock, System.out::println);
    }

    /// A publisher to an output of its own.
    ///
    /// @param function the name of the deployed function; `null` on a laptop
    /// @param output receives the lines
    public MetricsPublisher(Metrics metrics, @Nullable String function, Clock clock, Consumer<String> output) {
        this.metrics = metrics;
        this.function = function;
        this.clock = clock;
        this.output = output;
    }

    /// Publishes an account's metrics and resets them. The first call counts the instance's cold start.
    public void publish(String account) {
        if (!Output.isMuted() && cold.getAndSet(false)) {
            metrics.add(account, Metric.COLD_STARTS, 1);
        }
        var values = metrics.take(account);
        if (function != null) {
            documents(function, account, values).stream()
                    .filter(_ -> !Output.isMuted())
                    .forEach(output);
        }
    }

    /// The documents, each of one line. Values that do not fit into one document are in the next.
    private List<String> documents(String function, String account, Map<Metric, List<Long>> values) {
        var documents = new ArrayList<String>();
        for (var part = part(values, 0); !part.isEmpty(); part = part(values, documents.size() * MAX_VALUES)) {
            documents.add(document(function, account, part));
        }
        return documents;
    }

    /// The values from an index on, as many as fit into a document.
    private static Map<Metric, List<Long>> part(Map<Metric, List<Long>> values, int from) {
        var part = new LinkedHashMap<Metric, List<Long>>();
        values.forEach((metric, all) -> {
            if (from < all.size()) {
                part.put(metric, all.subList(from, Math.min(from + MAX_VALUES, all.size())));
            }
        });
        return part;
    }

    private String document(String function, String account, Map<Metric, List<Long>> part) {
        var definitions = part.keySet().stream()
                .map(metric -> "{\"Name\":\"%s\",\"Unit\":\"%s\"}".formatted(metric.word(), metric.unit()))
                .collect(Collectors.joining(","));
        var targets = part.entrySet().stream()
                .map(entry -> "\"%s\":%s".formatted(entry.getKey().word(), target(entry.getValue())))
                .collect(Collectors.joining(","));
        var dimensions = "[[\"Function\"],[\"Function\",\"Account\"]]";
        var directive =
                "{\"Namespace\":\"Followup\",\"Dimensions\":%s,\"Metrics\":[%s]}".formatted(dimensions, definitions);
        return "{\"_aws\":{\"Timestamp\":%d,\"CloudWatchMetrics\":[%s]},\"Function\":%s,\"Account\":%s,%s}"
                .formatted(clock.millis(), directive, quoted(function), quoted(account), targets);
    }

    private static String target(List<Long> values) {
        return values.size() == 1
                ? values.getFirst().toString()
                : values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
