package dev.followup.chaos;

import java.time.Duration;

/// How a run goes.
///
/// @param events how many, of all accounts together
/// @param instances how many workers there are at any time
/// @param seed what all dice start from; what meets what depends on the machine all the same
/// @param killEvery how often a worker is killed, on average
/// @param kills how many are, at most
/// @param perSecond how many hooks come in a second
record ChaosSettings(int events, int instances, long seed, Duration killEvery, int kills, int perSecond) {

    /// As the build is told: `-Devents=10000 -Dinstances=3 -Dseed=1 -Dkill-every=5s -Dkills=100
    /// -Dhooks-per-second=60`.
    static ChaosSettings ofBuild() {
        return new ChaosSettings(
                number("events"),
                number("instances"),
                number("seed"),
                Duration.parse("PT" + System.getProperty("chaos.kill-every")),
                number("kills"),
                number("hooks-per-second"));
    }

    private static int number(String name) {
        return Integer.parseInt(System.getProperty("chaos." + name));
    }
}
