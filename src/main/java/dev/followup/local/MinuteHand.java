package dev.followup.local;

import dev.followup.lane.Tick;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.BiConsumer;

/// What the scheduler does when deployed: puts a tick into the lane of the clock, every full minute.
final class MinuteHand implements AutoCloseable {

    private final BiConsumer<String, String> lanes;
    private final Clock clock;
    private final Thread thread;

    private MinuteHand(BiConsumer<String, String> lanes, Clock clock) {
        this.lanes = lanes;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("minute hand").unstarted(this::run);
    }

    /// Starts it.
    ///
    /// @param lanes takes the name of a lane and the body of a message
    static MinuteHand start(BiConsumer<String, String> lanes, Clock clock) {
        var hand = new MinuteHand(lanes, clock);
        hand.thread.start();
        return hand;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                var now = clock.instant();
                Thread.sleep(Duration.between(
                        now, now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES)));
                // Asked anew: the laptop may have slept as well.
                lanes.accept(Tick.LANE, new Tick(clock.instant().truncatedTo(ChronoUnit.MINUTES)).body());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
