package dev.followup.devmode;

import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.MessageSource;
import dev.followup.inbox.Tick;
import dev.followup.sandbox.clock.SandboxClock;
import java.time.temporal.ChronoUnit;

/// A stand-in for EventBridge Scheduler: it adds a tick to the clock's message group every full minute, also for
/// each minute that the clock is moved over.
final class LocalScheduler implements AutoCloseable {

    private final InMemoryInbox.Receiver inbox;
    private final SandboxClock clock;
    private final Thread thread;

    private LocalScheduler(InMemoryInbox.Receiver inbox, SandboxClock clock) {
        this.inbox = inbox;
        this.clock = clock;
        this.thread = clock.start("scheduler", this::run);
    }

    /// Starts a scheduler.
    ///
    /// @param inbox takes the ticks
    static LocalScheduler start(InMemoryInbox.Receiver inbox, SandboxClock clock) {
        return new LocalScheduler(inbox, clock);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() throws InterruptedException {
        while (true) {
            var next = clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
            clock.sleepUntil(next);
            // Read again: the machine may have slept too, or the clock was set back.
            var now = clock.instant();
            if (!now.isBefore(next)) {
                inbox.accept(Tick.GROUP, MessageSource.CLOCK, new Tick(now.truncatedTo(ChronoUnit.MINUTES)).body());
            }
        }
    }
}
