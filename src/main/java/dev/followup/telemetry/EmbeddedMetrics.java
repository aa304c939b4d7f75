package dev.followup.telemetry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What was measured, in CloudWatch's embedded metric format.
/// Source: AWS documentation, "Specification: Embedded metric format"; read 2026-11-22.
///
/// @param function the name of the function; letters, digits, `-` and `_`
/// @param account the name of the account
/// @param values one or several for each measure
record EmbeddedMetrics(String function, String account, Instant time, Map<Metric, List<Long>> values) {

    /// The most values of one metric in a document.
    /// Source: as above, "Target members"; read 2026-11-22.
    static final int MOST_VALUES = 100;

    /// Each a line. What has more values than one document takes goes on in the next.
    List<String> documents() {
        var documents = new ArrayList<String>();
        for (var part = part(0); !part.isEmpty(); part = part(documents.size() * MOST_VALUES)) {
            documents.add(document(part));
        }
        return documents;
    }

    /// The values from one on, as many as a document takes.
    private Map<Metric, List<Long>> part(int from) {
        var part = new LinkedHashMap<Metric, List<Long>>();
        values.forEach((measure, all) -> {
            if (from < all.size()) {
                part.put(measure, all.subList(from, Math.min(from + MOST_VALUES, all.size())));
            }
        });
        return part;
    }

    private String document(Map<Metric, List<Long>> part) {
        var metrics = part.keySet().stream()
                .map(measure -> "{\"Name\":\"%s\",\"Unit\":\"%s\"}".formatted(measure.word(), measure.unit()))
                .collect(Collectors.joining(","));
        var targets = part.entrySet().stream()
                .map(entry -> "\"%s\":%s".formatted(entry.getKey().word(), target(entry.getValue())))
                .collect(Collectors.joining(","));
        var dimensions = "[[\"Function\"],[\"Function\",\"Account\"]]";
        var directive =
                "{\"Namespace\":\"Followup\",\"Dimensions\":%s,\"Metrics\":[%s]}".formatted(dimensions, metrics);
        return "{\"_aws\":{\"Timestamp\":%d,\"CloudWatchMetrics\":[%s]},\"Function\":%s,\"Account\":%s,%s}"
                .formatted(time.toEpochMilli(), directive, quoted(function), quoted(account), targets);
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
