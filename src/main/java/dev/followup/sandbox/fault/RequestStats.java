package dev.followup.sandbox.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/// The statistics of calls under `/api/` and `/oauth2/`.
final class RequestStats {

    private final Map<String, Map<Integer, Integer>> requests = new TreeMap<>();
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Deque<Instant> lastSecond = new ArrayDeque<>();
    private int peakPerSecond;

    synchronized void arrival(Instant now) {
        lastSecond.addLast(now);
        while (!lastSecond.getFirst().plus(Duration.ofSeconds(1)).isAfter(now)) {
            lastSecond.removeFirst();
        }
        peakPerSecond = Math.max(peakPerSecond, lastSecond.size());
    }

    synchronized void answer(String method, int status) {
        requests.computeIfAbsent(method, _ -> new TreeMap<>()).merge(status, 1, Integer::sum);
    }

    synchronized void fault(Fault.Kind kind) {
        faults.merge(kind.word(), 1, Integer::sum);
    }

    /// `requests` by method and status (0 for a cut connection); `faults` by kind, without those of limits and
    /// blocks; `peakPerSecond`, the most arrivals in any second with the rejected ones.
    synchronized ObjectNode json() {
        ObjectNode json = Json.object();
        ObjectNode byMethod = json.putObject("requests");
        requests.forEach((method, byStatus) -> {
            ObjectNode counts = byMethod.putObject(method);
            byStatus.forEach((status, count) -> counts.put(Integer.toString(status), count));
        });
        ObjectNode byKind = json.putObject("faults");
        faults.forEach(byKind::put);
        return json.put("peakPerSecond", peakPerSecond);
    }
}
