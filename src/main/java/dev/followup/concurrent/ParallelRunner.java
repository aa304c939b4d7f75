package dev.followup.concurrent;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The runner of tasks that work side by side.
public interface ParallelRunner {

    /// Runs each task in a virtual thread of its own.
    ParallelRunner VIRTUAL_THREADS = new ParallelRunner() {
        @Override
        public <T> List<Future<T>> run(List<? extends Callable<T>> tasks, int atOnce) {
            try (var threads =
                    Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
                return tasks.stream().map(threads::<T>submit).toList();
            }
        }
    };

    /// Runs tasks, and waits until all have ended. If the waiting thread is interrupted, so are the tasks.
    ///
    /// @param atOnce the most tasks that run at the same time, at least one
    /// @return the ended tasks, in their order
    <T> List<Future<T>> run(List<? extends Callable<T>> tasks, int atOnce);
}
