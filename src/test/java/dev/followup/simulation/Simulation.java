package dev.followup.simulation;

import dev.followup.inbox.InboxUnavailableException;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.simulation.World.Result;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Runs of many worlds, some at the same time.
final class Simulation implements AutoCloseable {

    /// So many worlds run before the next are begun when one that fails is looked for.
    private static final int PORTION = 2;

    private final Logger logger = Logger.getLogger("dev.followup");

    /// It logs an item as an error once, whatever world the item is in, and then in detail only.
    private final Logger itemLogger = Logger.getLogger("dev.followup.ledger.dynamodb.Item");

    private final @Nullable Level levelBefore = logger.getLevel();
    private final boolean parentsBefore = logger.getUseParentHandlers();
    private final Handler bugs = new BugHandler();

    Simulation() {
        logger.setLevel(Level.SEVERE);
        itemLogger.setLevel(Level.FINE);
        logger.setUseParentHandlers(false);
        logger.addHandler(bugs);
    }

    /// Runs the worlds of these seeds.
    List<Result> run(LongStream seeds, Guarantees guarantees) throws InterruptedException, ExecutionException {
        var atOnce = new Semaphore(Runtime.getRuntime().availableProcessors());
        var results = new ConcurrentLinkedQueue<Result>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var worlds = seeds.<Callable<Boolean>>mapToObj(seed -> () -> {
                        atOnce.acquire();
                        try {
                            return results.add(new World(WorldPlan.of(seed), guarantees, false).run());
                        } finally {
                            atOnce.release();
                        }
                    })
                    .toList();
            for (var world : threads.invokeAll(worlds)) {
                world.get();
            }
        }
        return List.copyOf(results);
    }

    /// The first world that fails, of so many; empty if none does.
    Optional<Result> firstFailure(long first, int most, Guarantees guarantees)
            throws InterruptedException, ExecutionException {
        for (long seed = first; seed < first + most; seed += PORTION) {
            var failed = failed(run(LongStream.range(seed, Math.min(seed + PORTION, first + most)), guarantees));
            if (!failed.isEmpty()) {
                return Optional.of(failed.getFirst());
            }
        }
        return Optional.empty();
    }

    /// The worlds with a violation, the lowest seed first.
    static List<Result> failed(List<Result> results) {
        return results.stream()
                .filter(result -> result.violation() != null)
                .sorted(Comparator.comparingLong(result -> result.plan().seed()))
                .toList();
    }

    /// How many worlds failed, by the kind of their violations.
    static String summary(List<Result> results) {
        return failed(results).stream()
                .collect(Collectors.groupingBy(Shrinker::kind, TreeMap::new, Collectors.counting()))
                .toString();
    }

    @Override
    public void close() {
        logger.removeHandler(bugs);
        logger.setUseParentHandlers(parentsBefore);
        logger.setLevel(levelBefore);
        itemLogger.setLevel(null);
    }

    /// A bug that the worker logs and survives is a violation.
    private static final class BugHandler extends Handler {

        @Override
        public void publish(LogRecord record) {
            var thrown = record.getThrown();
            if (thrown != null
                    && !(thrown instanceof LedgerUnavailableException)
                    && !(thrown instanceof InboxUnavailableException)
                    && !isKilled(thrown)
                    && SimulatedInvocation.CURRENT.isBound()) {
                SimulatedInvocation.CURRENT
                        .get()
                        .world()
                        .violation("bug: " + thrown + " at "
                                + (thrown.getStackTrace().length > 0 ? thrown.getStackTrace()[0] : "?"));
            }
        }

        private static boolean isKilled(Throwable thrown) {
            var cause = thrown;
            while (cause != null) {
                if (cause instanceof SimulatedInvocation.Killed) {
                    return true;
                }
                cause = cause.getCause();
            }
            return false;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
