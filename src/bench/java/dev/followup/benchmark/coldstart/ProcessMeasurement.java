package dev.followup.benchmark.coldstart;

import dev.followup.chaos.LambdaInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// The measurement of an instance: how long its start and its batches took, and its memory.
///
/// @param cold from the start of the process to the first answer, in ms
/// @param processor the processor time of this, in ms, which depends less on what else the machine does
/// @param warm each of the later batches, in ms
/// @param own the part of these in which neither the CRM nor the table had a request of its, in ms
/// @param megabytes its peak of memory
public record ProcessMeasurement(double cold, double processor, List<Double> warm, List<Double> own, double megabytes) {

    static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final double NANOS_IN_MILLI = 1e6;
    private static final double KILOS_IN_MEGA = 1e3;

    /// @throws IllegalStateException if a batch was not done
    static ProcessMeasurement of(Contender contender, BenchmarkEnvironment setup, Path log) throws IOException, InterruptedException, ExecutionException {
        setup.clear();
        var first = setup.batch();
        long start = System.nanoTime();
        try (var worker = new LambdaInstance(contender, TIMEOUT, log)) {
            work(worker, first);
            double cold = millisSince(start);
            double processor = processor(worker.pid());
            for (int i = 0; i < BenchmarkEnvironment.GETTING_WARM; i++) {
                work(worker, setup.batch());
            }
            var warm = new ArrayList<Double>();
            var own = new ArrayList<Double>();
            for (int i = 0; i < BenchmarkEnvironment.WARM; i++) {
                var batch = setup.batch();
                setup.calls();
                long begin = System.nanoTime();
                work(worker, batch);
                double taken = millisSince(begin);
                warm.add(taken);
                own.add(taken - TimingProxy.Call.union(setup.calls()) / NANOS_IN_MILLI);
            }
            setup.check(1 + BenchmarkEnvironment.GETTING_WARM + BenchmarkEnvironment.WARM);
            return new ProcessMeasurement(cold, processor, List.copyOf(warm), List.copyOf(own), peak(worker.pid()));
        }
    }

    static void work(LambdaInstance worker, String batch) throws InterruptedException, ExecutionException {
        var reply = worker.invoke(batch).orElse("none");
        if (!reply.contains("\"batchItemFailures\":[]")) {
            throw new IllegalStateException("the answer is " + reply);
        }
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / NANOS_IN_MILLI;
    }

    private static double processor(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow()
                .toMillis();
    }

    private static double peak(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KILOS_IN_MEGA)
                .findFirst()
                .orElseThrow();
    }
}
