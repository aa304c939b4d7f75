package dev.followup.telemetry;

import java.util.logging.Level;

/// Whether log lines and metrics are written. While it is muted they are made, and dropped: a warm-up leaves none.
public final class Output {

    private static volatile boolean isMuted;

    /// The last error line that was dropped; empty if there was none.
    private static volatile String lastError = "";

    private Output() {}

    /// Writes nothing from now on.
    public static void mute() {
        lastError = "";
        isMuted = true;
    }

    /// Writes again.
    public static void unmute() {
        isMuted = false;
    }

    /// The last error line that was made while nothing was written; empty if there was none.
    public static String lastError() {
        return lastError;
    }

    static boolean isMuted() {
        return isMuted;
    }

    /// What is written of a log line.
    static String written(Level level, String line) {
        if (!isMuted) {
            return line;
        }
        if (level.intValue() >= Level.SEVERE.intValue()) {
            lastError = line.strip();
        }
        return ""; // an empty text is not written
    }
}
