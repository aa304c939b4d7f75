package dev.followup.chaos;

import java.util.ArrayList;
import java.util.List;

/// Messages that nobody can read, of all kinds in turn, in the lanes of accounts and in one that is nobody's.
/// Each is different from all others.
final class PoisonMessages {

    private static final String NOBODY = "nobody";

    private final List<String> bodies = new ArrayList<>();

    /// Puts another one into a lane.
    void pour(MessagePublisher post, String account) {
        int number = bodies.size();
        var body =
                switch (number % 4) {
                    case 0 -> "{\"leads\": " + number + "}";
                    case 1 -> "n=" + number + "&leads%5Badd%5D%5B0%5";
                    case 2 -> "{\"tick\": \"at " + number + "\"}";
                    default -> "leads[add][0][id]=" + number;
                };
        bodies.add(body);
        post.webhook(number % 4 == 3 ? NOBODY : account, body);
    }

    /// What must be in the dead letters.
    List<String> bodies() {
        return List.copyOf(bodies);
    }
}
