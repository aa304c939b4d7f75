package dev.followup.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A killer of workers: every other time at any moment, and every other time right after a task was added,
/// before the worker can write that down.
final class WorkerKiller implements Runnable {

    private final List<EventSourceMapping> victims;
    private final Duration pause;
    private final int most;
    private final Random random;
    private final AtomicBoolean aims = new AtomicBoolean();
    private final AtomicInteger kills = new AtomicInteger();
    private volatile boolean ended;

    /// @param pause the average time between two kills
    /// @param most the number of kills at most
    WorkerKiller(List<EventSourceMapping> victims, Duration pause, int most, Random random) {
        this.victims = List.copyOf(victims);
        this.pause = pause;
        this.most = most;
        this.random = random;
    }

    @Override
    public void run() {
        try {
            while (!ended && kills.get() < most) {
                Thread.sleep(pause.toMillis() / 2 + random.nextLong(pause.toMillis()));
                if (random.nextBoolean()) {
                    aims.set(true);
                } else {
                    kill(victims.get(random.nextInt(victims.size())));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the run is over
        }
    }

    /// Notes that an account has a new task.
    void taskAdded(String account) {
        if (aims.compareAndSet(true, false)) {
            victims.stream().filter(worker -> worker.serves(account)).findFirst().ifPresent(this::kill);
        }
    }

    int kills() {
        return kills.get();
    }

    void end() {
        ended = true;
        aims.set(false);
    }

    private void kill(EventSourceMapping worker) {
        if (!ended && kills.get() < most) {
            kills.incrementAndGet();
            worker.kill();
        }
    }
}
