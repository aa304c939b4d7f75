package dev.followup.telemetry;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/// The limit of log lines that are alike: of each kind the first few are logged, and the others only counted. One
/// webhook may report a thousand items that have the same flaw.
public final class LineLimit {

    /// The most lines of a kind.
    public static final int MAX = 5;

    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /// Counts a line, and logs it if it is one of the first of its kind.
    public void log(String kind, Runnable line) {
        if (counts.merge(kind, 1, Integer::sum) <= MAX) {
            line.run();
        }
    }

    /// Logs how many lines of each kind were left out, if any.
    ///
    /// @param line logs it for a kind and a count
    public void logRest(ObjIntConsumer<String> line) {
        Collections.unmodifiableMap(counts).forEach((kind, count) -> {
            if (count > MAX) {
                line.accept(kind, count - MAX);
            }
        });
    }
}
