package dev.followup.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Kills workers: every other one at any moment, and every other one right after a task of its was added,
/// before it can note that.
final class WorkerKiller implements Runnable {

    private final List<EventSourceMapping> victims;
    private final Duration pause;
    private final int most;
    private final Random dice;
    private final AtomicBoolean aims = new AtomicBoolean();
    private final AtomicInteger kills = new AtomicInteger();
    private volatile boolean ended;

    /// @param pause how long it waits on average
    /// @param most how many it kills at most
    WorkerKiller(List<EventSourceMapping> victims, Duration pause, int most, Random dice) {
        this.victims = List.copyOf(victims);
        this.pause = pause;
        this.most = most;
        this.dice = dice;
    }

    @Override
    public void run() {
        try {
            while (!ended && kills.get() < most) {
                Thread.sleep(pause.toMillis() / 2 + dice.nextLong(pause.toMillis()));
                if (dice.nextBoolean()) {
                    aims.set(true);
                } else {
                    kill(victims.get(dice.nextInt(victims.size())));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the run is over
        }
    }

    /// Hears that an account has a new task.
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
