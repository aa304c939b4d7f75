package dev.followup.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/// An account of a run: its CRM, what happened there, and what must follow from it.
///
/// @param hooks the bodies, in the order in which it happened
/// @param before what the CRM had counted by then
record Scene(Crm crm, List<String> hooks, Expected expected, JsonNode before) {

    private static final double SHARE = 0.05;

    private static final List<String> FAULTS = List.of(
            "lost-answer", "gateway-timeout", "server-error", "unavailable", "too-many-requests", "garbage");

    Scene {
        hooks = List.copyOf(hooks);
    }

    /// Lets things happen in a new account.
    static Scene of(String account, int events, Random dice) throws IOException, InterruptedException {
        var crm = new Crm(account);
        var hooks = Story.of(crm, events, dice);
        return new Scene(crm, hooks, Expected.of(account, hooks), crm.stats());
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

    /// The CRM shuts us out for some seconds, with the next call that is one too many for it.
    void block() {
        crm.behave("{\"requestsPerSecond\": 1, \"blockAfterRejections\": 1, \"blockSeconds\": 5}");
        try {
            Wait.until(() -> crm.stats().findValue("403") != null, Wait.SHORT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the run is over
        }
        crm.behave("{\"requestsPerSecond\": 7, \"blockAfterRejections\": 50}");
    }

    /// What the CRM has counted by now.
    JsonNode after() {
        return crm.stats();
    }

    /// The tasks that are there.
    List<TaskLine> found() {
        crm.behave("{\"requestsPerSecond\": 0}");
        return crm.tasks().stream().map(task -> TaskLine.of(account(), task)).toList();
    }
}
