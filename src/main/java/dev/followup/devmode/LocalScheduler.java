package dev.followup.devmode;

import dev.followup.inbox.Tick;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.BiConsumer;

/// What the scheduler does when deployed: puts a tick into the lane of the clock, every full minute.
final class LocalScheduler implements AutoCloseable {

    private final BiConsumer<String, String> groups;
    private final Clock clock;
    private final Thread thread;

    private LocalScheduler(BiConsumer<String, String> groups, Clock clock) {
        this.groups = groups;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("minute hand").unstarted(this::run);
    }

    /// Starts it.
    ///
    /// @param groups takes the name of a lane and the body of a message
    static LocalScheduler start(BiConsumer<String, String> groups, Clock clock) {
        var hand = new LocalScheduler(groups, clock);
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
                groups.accept(Tick.GROUP, new Tick(clock.instant().truncatedTo(ChronoUnit.MINUTES)).body());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
