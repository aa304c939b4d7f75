package dev.followup.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A bounded fuzzer. It makes inputs from seeds and puts each to a reader. An input fails if the reader throws,
/// needs more than a second of processor time, or holds more than 64 MB of memory; the failure shows its seed
/// and the input, shortened as far as it still fails.
///
/// Inputs follow from their seeds alone: `-Dfuzz.seed=17 -Dfuzz.count=1` repeats one, `-Dfuzz.seconds=600`
/// tries more.
public final class Fuzzer {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final long MOST_MEMORY = 64L << 20;

    /// After which an input is given up, whatever the machine does besides.
    private static final Duration HANGS = Duration.ofSeconds(30);

    /// How long a failing input is shortened.
    private static final Duration SHORTENING = Duration.ofSeconds(20);

    private static final int LONGEST_SHOWN = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Function<Random, String> inputs;
    private final Consumer<String> reader;
    private volatile long seed;
    private volatile String input = "";
    private volatile long begun = System.nanoTime();

    private Fuzzer(Function<Random, String> inputs, Consumer<String> reader) {
        this.inputs = inputs;
        this.reader = reader;
    }

    /// Puts inputs to a reader.
    ///
    /// @param count how many, unless a property says otherwise
    /// @param inputs makes an input from a source of chance
    /// @param reader throws nothing but what is a fault
    public static void run(int count, Function<Random, String> inputs, Consumer<String> reader)
            throws InterruptedException, ExecutionException {
        new Fuzzer(inputs, reader).run(Long.getLong("fuzz.count", count));
    }

    private void run(long count) throws InterruptedException, ExecutionException {
        var task = new FutureTask<@Nullable String>(() -> firstFailure(count));
        var thread = Thread.ofPlatform().daemon().start(task);
        while (true) {
            try {
                var failure = task.get(1, TimeUnit.SECONDS);
                if (failure != null) {
                    throw new AssertionError(failure);
                }
                return;
            } catch (TimeoutException _) {
                if (System.nanoTime() - begun > HANGS.toNanos()) {
                    throw new AssertionError(report("does not end:\n"
                            + Arrays.stream(thread.getStackTrace())
                                    .limit(30)
                                    .map(frame -> "  at " + frame)
                                    .collect(Collectors.joining("\n"))));
                }
            }
        }
    }

    /// The report of the first input that fails; `null` if none does.
    private @Nullable String firstFailure(long count) {
        Integer seconds = Integer.getInteger("fuzz.seconds");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds == null ? 0 : seconds);
        long kept = usedMemory();
        long first = Long.getLong("fuzz.seed", 1);
        for (long done = 0; seconds == null ? done < count : System.nanoTime() < end; done++) {
            seed = first + done;
            input = inputs.apply(new Random(seed * 0x9E3779B97F4A7C15L)); // neighbouring seeds begin alike
            var failure = failure(input);
            if (failure != null) {
                shorten(failure);
                return report(failure.words());
            }
        }
        kept = usedMemory() - kept;
        return kept > MOST_MEMORY ? report("is the last, and " + kept + " bytes are kept since the first") : null;
    }

    private static long usedMemory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// The failure of an input; `null` if it is read within the limits. Whatever exceeds them is tried twice
    /// more, since the first input also loads classes.
    private @Nullable Failure failure(String tried) {
        var failure = attempt(tried);
        for (int again = 0; again < 2 && failure != null && failure.isLimit(); again++) {
            failure = attempt(tried);
        }
        return failure;
    }

    private @Nullable Failure attempt(String tried) {
        begun = System.nanoTime();
        long time = THREADS.getCurrentThreadCpuTime();
        long memory = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.accept(tried);
        } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
            return Failure.of(e);
        }
        memory = THREADS.getCurrentThreadAllocatedBytes() - memory;
        time = THREADS.getCurrentThreadCpuTime() - time;
        if (time > LONGEST.toNanos()) {
            return new Failure("needs more time than " + LONGEST, time / 1_000_000 + " ms", true);
        }
        if (memory > MOST_MEMORY) { // most of it is garbage at once
            long held = mostHeld(tried);
            return held > MOST_MEMORY
                    ? new Failure("holds more memory than " + MOST_MEMORY, held + " bytes", true)
                    : null;
        }
        return null;
    }

    /// The most memory that is held while an input is read.
    private long mostHeld(String tried) {
        long before = usedMemory();
        var reading = Thread.ofPlatform().daemon().start(() -> reader.accept(tried));
        long most = before;
        while (reading.isAlive()) {
            most = Math.max(most, usedMemory());
        }
        return most - before;
    }

    /// Leaves out parts of the input as long as it fails in the same way.
    private void shorten(Failure failure) {
        long end = System.nanoTime() + SHORTENING.toNanos();
        for (int size = input.length() / 2; size > 0 && System.nanoTime() < end; size /= 2) {
            for (int at = 0; at + size <= input.length() && System.nanoTime() < end; ) {
                var shorter = input.substring(0, at) + input.substring(at + size);
                var same = attempt(shorter);
                if (same != null && same.kind().equals(failure.kind())) {
                    input = shorter;
                } else {
                    at += size;
                }
            }
        }
    }

    private String report(String failure) {
        return "The input of seed " + seed + " " + failure + "\n-Dfuzz.seed=" + seed + " -Dfuzz.count=1 repeats it."
                + " Shortened to " + input.length() + " characters:\n" + shown(input);
    }

    private static String shown(String text) {
        return text.codePoints()
                .limit(LONGEST_SHOWN)
                .mapToObj(character -> character == '\n' || (character >= ' ' && character < 0x7F)
                        ? Character.toString(character)
                        : "\\u{%X}".formatted(character))
                .collect(Collectors.joining());
    }

    /// How an input failed.
    ///
    /// @param kind the same for shorter inputs that fail for the same reason
    /// @param isLimit whether it only needs too much of something
    private record Failure(String kind, String details, boolean isLimit) {

        static Failure of(Throwable thrown) {
            var ours = Arrays.stream(thrown.getStackTrace())
                    .filter(frame -> frame.getClassName().startsWith("dev.followup."))
                    .limit(8)
                    .map(frame -> "\n  at " + frame)
                    .toList();
            return new Failure(
                    "throws " + thrown.getClass().getName()
                            + ours.stream().findFirst().orElse(""),
                    thrown.getMessage() + String.join("", ours),
                    false);
        }

        String words() {
            return kind + ": " + details;
        }
    }
}
