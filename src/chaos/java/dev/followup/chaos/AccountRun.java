package dev.followup.chaos;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// An account of a run: its CRM, what happened there, and what must follow from it.
///
/// @param webhooks the bodies, in the order in which it happened
/// @param before what the CRM had counted by then
record AccountRun(SandboxAccount crm, List<String> webhooks, ExpectedTasks expected, JsonNode before) {

    private static final double SHARE = 0.05;

    static final List<String> FAULTS = List.of(
            "lost-answer", "gateway-timeout", "server-error", "unavailable", "too-many-requests", "garbage");

    AccountRun {
        webhooks = List.copyOf(webhooks);
    }

    /// Lets things happen in an account that is still empty.
    static AccountRun of(SandboxAccount crm, int events, Random dice) throws IOException, InterruptedException {
        var webhooks = WorkloadGenerator.of(crm, events, dice);
        return new AccountRun(crm, webhooks, ExpectedTasks.of(crm.account(), webhooks), crm.stats());
    }

    String account() {
        return crm.account();
    }

    /// From now on things go wrong.
    void disturb(long seed) {
        crm.behave("{\"faults\": " + faults(SHARE) + ", \"seed\": " + seed + "}");
    }

    /// All kinds of fault, as the sandbox takes them.
    ///
    /// @param share of all calls, for each kind
    static List<String> faults(double share) {
        return FAULTS.stream()
                .map(kind -> "{\"kind\": \"" + kind + "\", \"share\": " + share + "}")
                .toList();
    }

    /// From now on nothing goes wrong any more.
    void calm() {
        crm.behave("{\"faults\": []}");
    }

    /// The CRM shuts us out, until that holds up something.
    ///
    /// @return how many orders
    int block(Ledger ledger) {
        crm.behave("{\"faults\": [], \"requestsPerSecond\": 1, \"blockAfterRejections\": 1, \"blockSeconds\": 0}");
        crm.knock();
        int heldUp = await().atMost(Duration.ofMinutes(3)).until(() -> heldUp(ledger), count -> count > 0);
        crm.behave("{\"faults\": %s, \"requestsPerSecond\": 7, \"blockAfterRejections\": 50, \"blockSeconds\": 1}"
                .formatted(faults(SHARE)));
        return heldUp;
    }

    /// How many orders wait while the worker knows that the account is closed.
    private int heldUp(Ledger ledger) {
        var state = ledger.state(account());
        return state.openCircuit() == null ? 0 : state.pending().size();
    }

    /// What the CRM has counted by now.
    JsonNode after() {
        return crm.stats();
    }

    /// The tasks that are there.
    List<TaskFingerprint> found() {
        crm.behave("{\"requestsPerSecond\": 0}");
        return crm.tasks().stream().map(task -> TaskFingerprint.of(account(), task)).toList();
    }
}
