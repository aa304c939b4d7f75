package dev.followup.chaos;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// An account of a run: its CRM, its events, and the tasks that must follow.
///
/// @param webhooks the bodies, in the order of the events
/// @param before the CRM's statistics at the start of the run
record AccountRun(SandboxAccount crm, List<String> webhooks, ExpectedTasks expected, JsonNode before) {

    private static final double SHARE = 0.05;
    private static final double SHARE_OF_RARE = 0.01;

    /// The faults that every run must meet.
    static final List<String> FREQUENT_FAULTS = List.of(
            "lost-answer", "gateway-timeout", "server-error", "unavailable", "too-many-requests", "garbage");

    /// The faults that a long run meets.
    private static final List<String> RARE_FAULTS = List.of(
            "redirect",
            "bad-request-html",
            "forbidden-json",
            "not-found-html",
            "not-found-json",
            "method-not-allowed",
            "request-timeout",
            "conflict",
            "locked",
            "too-early",
            "slow-answer",
            "huge-answer");

    AccountRun {
        webhooks = List.copyOf(webhooks);
    }

    /// Causes events in an account that is still empty.
    static AccountRun of(SandboxAccount crm, int events, Random random) throws IOException, InterruptedException {
        var webhooks = WorkloadGenerator.of(crm, events, random);
        return new AccountRun(crm, webhooks, ExpectedTasks.of(crm.account(), webhooks), crm.stats());
    }

    String account() {
        return crm.account();
    }

    /// Starts the faults.
    void disturb(long seed) {
        crm.behave("{\"faults\": " + faults() + ", \"seed\": " + seed + "}");
    }

    /// All kinds of fault that the sandbox has, in its notation.
    private static List<String> faults() {
        return Stream.concat(
                        faults(SHARE).stream(),
                        RARE_FAULTS.stream()
                                .map(kind -> fault(kind, SHARE_OF_RARE)))
                .toList();
    }

    /// The faults that every run must meet, in the sandbox's notation.
    ///
    /// @param share of all calls, for each kind
    static List<String> faults(double share) {
        return FREQUENT_FAULTS.stream().map(kind -> fault(kind, share)).toList();
    }

    private static String fault(String kind, double share) {
        return "{\"kind\": \"" + kind + "\", \"share\": " + share + "}";
    }

    /// Ends the faults.
    void calm() {
        crm.behave("{\"faults\": []}");
    }

    /// Lets the CRM block us until commands are held up.
    ///
    /// @return the number of commands
    int block(Ledger ledger) {
        crm.behave("{\"faults\": [], \"requestsPerSecond\": 1, \"blockAfterRejections\": 1, \"blockSeconds\": 0}");
        crm.knock();
        int heldUp = await().atMost(Duration.ofMinutes(3)).until(() -> heldUp(ledger), count -> count > 0);
        crm.behave("{\"faults\": %s, \"requestsPerSecond\": 7, \"blockAfterRejections\": 50, \"blockSeconds\": 1}"
                .formatted(faults()));
        return heldUp;
    }

    /// The number of pending commands while the circuit is open.
    private int heldUp(Ledger ledger) {
        var state = ledger.state(account());
        return state.openCircuit() == null ? 0 : state.pendingCommands().size();
    }

    /// The CRM's statistics.
    JsonNode after() {
        return crm.stats();
    }

    /// The tasks in the CRM.
    List<TaskFingerprint> found() {
        crm.behave("{\"requestsPerSecond\": 0}");
        return crm.tasks().stream().map(task -> TaskFingerprint.of(account(), task)).toList();
    }
}
