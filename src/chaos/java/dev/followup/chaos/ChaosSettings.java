package dev.followup.chaos;

import java.time.Duration;

/// The settings of a run.
///
/// @param events the number of events of all accounts together
/// @param instances the number of workers at any time
/// @param seed of all random numbers; what coincides depends on the machine all the same
/// @param killEvery the average time between two kills
/// @param kills the number of kills at most
/// @param perSecond the number of webhooks a second
record ChaosSettings(int events, int instances, long seed, Duration killEvery, int kills, int perSecond) {

    /// The settings of the build: `-Devents=10000 -Dinstances=3 -Dseed=1 -Dkill-every=5s -Dkills=100
    /// -Dwebhooks-per-second=60`.
    static ChaosSettings ofBuild() {
        return new ChaosSettings(
                number("events"),
                number("instances"),
                number("seed"),
                Duration.parse("PT" + System.getProperty("chaos.kill-every")),
                number("kills"),
                number("webhooks-per-second"));
    }

    private static int number(String name) {
        return Integer.parseInt(System.getProperty("chaos." + name));
    }
}
