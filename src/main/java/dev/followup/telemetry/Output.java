package dev.followup.telemetry;

/// Whether log lines and metrics are written. While it is muted they are made, and dropped: a warm-up leaves none.
public final class Output {

    private static volatile boolean isMuted;

    private Output() {}

    /// Writes nothing from now on.
    public static void mute() {
        isMuted = true;
    }

    /// Writes again.
    public static void unmute() {
        isMuted = false;
    }

    static boolean isMuted() {
        return isMuted;
    }
}
