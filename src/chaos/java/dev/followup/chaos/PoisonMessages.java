package dev.followup.chaos;

import java.util.ArrayList;
import java.util.List;

/// Webhooks that cannot be read, of all kinds in turn, in the message groups of accounts and of an unknown
/// account. Each differs from all others.
final class PoisonMessages {

    private static final String UNKNOWN_ACCOUNT = "unknown";

    private final List<String> bodies = new ArrayList<>();

    /// Sends another one.
    void send(MessagePublisher publisher, String account) {
        int number = bodies.size();
        var body =
                switch (number % 4) {
                    case 0 -> "{\"leads\": [" + number;
                    case 1 -> "n=" + number + "&leads%5Badd%5D%5B0%5";
                    case 2 -> "{\"tick\": \"at " + number + "\"}";
                    default -> "leads[add][0][id]=" + number;
                };
        bodies.add(body);
        publisher.webhook(number % 4 == 3 ? UNKNOWN_ACCOUNT : account, body);
    }

    /// The bodies that must be in the dead letters.
    List<String> bodies() {
        return List.copyOf(bodies);
    }
}
