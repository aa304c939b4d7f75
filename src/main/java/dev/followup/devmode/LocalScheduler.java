package dev.followup.devmode;

import dev.followup.inbox.Tick;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.BiConsumer;

/// A stand-in for EventBridge Scheduler: it adds a tick to the clock's message group every full minute.
final class LocalScheduler implements AutoCloseable {

    private final BiConsumer<String, String> inbox;
    private final Clock clock;
    private final Thread thread;

    private LocalScheduler(BiConsumer<String, String> inbox, Clock clock) {
        this.inbox = inbox;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
    }

    /// Starts a scheduler.
    ///
    /// @param inbox takes the name of a message group and the body of a message
    static LocalScheduler start(BiConsumer<String, String> inbox, Clock clock) {
        var scheduler = new LocalScheduler(inbox, clock);
        scheduler.thread.start();
        return scheduler;
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
                // Read again: the machine may have slept too.
                inbox.accept(Tick.GROUP, new Tick(clock.instant().truncatedTo(ChronoUnit.MINUTES)).body());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
