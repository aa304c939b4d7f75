package dev.followup.simulation;

import dev.followup.concurrent.ParallelRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Time that passes only while all threads wait. One thread runs at a time: when it waits, the thread or action whose
/// time comes first is next, and the clock jumps there. Everything in a world happens between two waits, so no other
/// thread ever sees half of it.
final class VirtualTime implements ParallelRunner {

    private static final long NEVER = Long.MAX_VALUE;

    private final PriorityQueue<Turn> turns =
            new PriorityQueue<>(Comparator.comparingLong((Turn turn) -> turn.at).thenComparingLong(turn -> turn.order));

    private final long mostTurns;
    private boolean isOver;
    private long now;
    private long order;

    /// @param mostTurns after so many turns the world does not come to rest, and ends with an exception
    VirtualTime(long mostTurns) {
        this.mostTurns = mostTurns;
    }

    /// The time since the world's begin, in nanoseconds.
    long nanos() {
        return now;
    }

    /// Waits.
    void sleep(Duration length) {
        sleepUntil(now + Math.max(0, length.toNanos()));
    }

    /// Waits until a moment.
    void sleepUntil(long moment) {
        failIfOver();
        var turn = new Turn(moment, Thread.currentThread(), null);
        turns.add(turn);
        passOn(turn);
        failIfOver();
    }

    /// Ends the world: every thread but this one ends at its next step, and nothing else happens.
    void end() {
        isOver = true;
        var last = new Turn(NEVER, Thread.currentThread(), null);
        turns.add(last);
        passOn(last);
    }

    private void failIfOver() {
        isOver |= order > mostTurns;
        if (isOver) {
            throw new SimulatedInvocation.Killed();
        }
    }

    /// Does something later: it must not wait.
    void after(Duration delay, Runnable action) {
        turns.add(new Turn(now + delay.toNanos(), null, action));
    }

    /// Starts a thread, which runs when the others wait.
    void start(Runnable work) {
        startAfter(Duration.ZERO, work);
    }

    /// Starts a thread later.
    void startAfter(Duration delay, Runnable work) {
        after(delay, () -> {
            var turn = new Turn(now, null, null);
            turn.thread = Thread.ofVirtual().start(() -> {
                turn.await();
                try {
                    work.run();
                } finally {
                    passOn(null);
                }
            });
            turns.add(turn);
        });
    }

    @Override
    public <T> List<Future<T>> run(List<? extends Callable<T>> tasks, int atOnce) {
        var futures = new ArrayList<FutureTask<T>>();
        tasks.forEach(task -> futures.add(new FutureTask<>(task)));
        var waiting = new ArrayList<>(futures);
        var done = new Turn(NEVER, Thread.currentThread(), null);
        var running = new int[] {Math.min(atOnce, futures.size())};
        var context = SimulatedInvocation.CURRENT.get();
        for (int i = running[0]; i > 0; i--) {
            start(() -> ScopedValue.where(SimulatedInvocation.CURRENT, context).run(() -> {
                while (!waiting.isEmpty()) {
                    waiting.removeFirst().run();
                }
                running[0]--;
                if (running[0] == 0) {
                    done.at = now;
                    turns.add(done);
                }
            }));
        }
        if (running[0] > 0) {
            passOn(done);
        }
        return List.copyOf(futures);
    }

    /// Lets the others run until this turn comes.
    ///
    /// @param mine the turn of this thread; `null` if the thread ends
    private void passOn(@Nullable Turn mine) {
        while (true) {
            var next = turns.poll();
            if (next == null) {
                if (mine == null) {
                    return;
                }
                throw new IllegalStateException("every thread waits, and none of them for a time");
            }
            now = next.at == NEVER ? now : Math.max(now, next.at);
            var action = next.action;
            if (action != null) {
                if (!isOver) {
                    action.run();
                }
            } else if (next == mine) {
                return;
            } else {
                next.begin();
                if (mine != null) {
                    mine.await();
                }
                return;
            }
        }
    }

    /// Whether the world has had more turns than any that comes to rest.
    boolean isRestless() {
        return order > mostTurns;
    }

    /// The turn of a thread or an action.
    private final class Turn {

        private final long order;
        private final @Nullable Runnable action;
        private long at;
        private volatile @Nullable Thread thread;
        private volatile boolean isDue;

        Turn(long at, @Nullable Thread thread, @Nullable Runnable action) {
            this.at = at;
            this.thread = thread;
            this.action = action;
            this.order = VirtualTime.this.order++;
        }

        void begin() {
            isDue = true;
            LockSupport.unpark(thread);
        }

        void await() {
            while (!isDue) {
                LockSupport.park(this);
            }
        }
    }
}
