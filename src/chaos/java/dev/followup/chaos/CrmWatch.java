package dev.followup.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A watch on the CRMs' statistics: it tells the standstills which faults an account met, and when commands were
/// carried out again.
final class CrmWatch implements Runnable {

    private static final long INTERVAL_MS = 100;

    /// The faults whose status is that of a success.
    private static final Set<String> DISGUISED = Set.of("garbage", "slow-answer", "huge-answer");

    private final List<SandboxAccount> crms;
    private final Standstills standstills;
    private final Map<String, JsonNode> before = new HashMap<>();

    CrmWatch(List<SandboxAccount> crms, Standstills standstills) {
        this.crms = List.copyOf(crms);
        this.standstills = standstills;
    }

    @Override
    public void run() {
        try {
            while (true) {
                crms.forEach(this::look);
                Thread.sleep(INTERVAL_MS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the run is over
        }
    }

    /// Compares an account's statistics with the last ones. A fault within the same interval as a success counts as
    /// the later one, so that no standstill is too short.
    private void look(SandboxAccount crm) {
        var now = Instant.now();
        var stats = crm.stats();
        var last = before.put(crm.account(), stats);
        if (last == null) {
            return;
        }
        if (carriedOut(stats) > carriedOut(last)) {
            standstills.carriedOut(crm.account(), now);
        }
        stats.path("faults").properties().forEach(fault -> {
            if (fault.getValue().asInt() > last.path("faults").path(fault.getKey()).asInt()) {
                standstills.fault(crm.account(), fault.getKey(), now);
            }
        });
    }

    /// The number of calls that added or changed tasks and were answered as they should be, less disguised faults,
    /// which may have hit reads.
    private static int carriedOut(JsonNode stats) {
        var done = Stream.of("POST", "PATCH")
                .mapToInt(method -> stats.path("requests").path(method).path("200").asInt())
                .sum();
        return done - DISGUISED.stream().mapToInt(kind -> stats.path("faults").path(kind).asInt()).sum();
    }
}
