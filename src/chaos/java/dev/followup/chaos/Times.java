package dev.followup.chaos;

import java.time.Duration;
import java.util.Map;

/// The times of a run: those of the template, but short, and nested as there. A lane stands still until its dead
/// worker's hold on it and the messages' visibility are over.
final class Times {

    static final Duration BATCH = Duration.ofSeconds(3);
    static final Duration CONNECT = Duration.ofSeconds(1);
    static final Duration ANSWER = Duration.ofSeconds(1);
    static final Duration LOOK_UP = Duration.ofSeconds(1);

    /// The function's time-out: a batch, the longest call that may have left at its end, and what is written then.
    static final Duration FUNCTION = Duration.ofSeconds(6);

    static final Duration LEASE = Duration.ofSeconds(7);
    static final Duration VISIBILITY = Duration.ofSeconds(8);

    /// How often the clock strikes.
    static final Duration TICK = Duration.ofSeconds(5);

    private Times() {}

    static Map<String, String> environment() {
        return Map.of(
                "FOLLOWUP_BATCH_TIME", text(BATCH),
                "FOLLOWUP_CRM_CONNECT_TIMEOUT", text(CONNECT),
                "FOLLOWUP_CRM_READ_TIMEOUT", text(ANSWER),
                "FOLLOWUP_LOOK_UP_AFTER", text(LOOK_UP),
                "FOLLOWUP_LEASE", text(LEASE));
    }

    private static String text(Duration time) {
        return time.toSeconds() + "s";
    }
}
