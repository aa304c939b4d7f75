package dev.followup.benchmark.coldstart;

import dev.followup.chaos.LambdaInstance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// The measurement of an instance: how long its first batch and its later ones took, and its memory.
///
/// @param first the first batch, in ms: with the start of the process, or after the snapshot alone
/// @param processor the processor time until then, in ms, which depends less on what else the machine does
/// @param warm each of the later batches
/// @param warmProcessor the processor time of a later batch, in ms: that of all threads, the compilers' too
/// @param classes how many classes it has loaded in the end
/// @param megabytes its peak of memory
public record ProcessMeasurement(
        Batch first, double processor, List<Batch> warm, double warmProcessor, double classes, double megabytes) {

    static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final double NANOS_IN_MILLI = 1e6;
    private static final double KILOS_IN_MEGA = 1e3;

    /// A batch.
    ///
    /// @param millis from the call to the answer, in ms
    /// @param own the part of this in which neither the CRM nor the table had a request of its, in ms
    /// @param processor the processor time of all threads meanwhile, in steps of 10 ms
    record Batch(double millis, double own, double processor) {}

    /// Measures an instance that starts cold.
    ///
    /// @throws IllegalStateException if a batch was not done
    static ProcessMeasurement cold(Contender contender, BenchmarkEnvironment setup, Path log)
            throws IOException, InterruptedException, ExecutionException {
        setup.clear();
        var first = setup.batch();
        long start = System.nanoTime();
        try (var worker = new LambdaInstance(contender, TIMEOUT, log)) {
            work(worker, first);
            return of(worker, new Batch(millisSince(start), Double.NaN, Double.NaN), processor(worker.pid()), setup);
        }
    }

    /// Measures an instance that has prepared for a snapshot, and goes on from there in the same process.
    ///
    /// @throws IllegalStateException if a batch was not done
    static ProcessMeasurement primed(Contender contender, BenchmarkEnvironment setup, Path log)
            throws IOException, InterruptedException, ExecutionException {
        setup.clear();
        try (var worker = new LambdaInstance(contender.primed(), TIMEOUT, log)) {
            worker.awaitStart();
            double processor = processor(worker.pid());
            return of(worker, batch(worker, setup), processor, setup);
        }
    }

    private static ProcessMeasurement of(
            LambdaInstance worker, Batch first, double processor, BenchmarkEnvironment setup)
            throws IOException, InterruptedException, ExecutionException {
        for (int i = 0; i < BenchmarkEnvironment.GETTING_WARM; i++) {
            work(worker, setup.batch());
        }
        var warm = new ArrayList<Batch>();
        double before = processor(worker.pid());
        for (int i = 0; i < BenchmarkEnvironment.WARM; i++) {
            warm.add(batch(worker, setup));
        }
        double warmProcessor = (processor(worker.pid()) - before) / BenchmarkEnvironment.WARM;
        setup.check(1 + BenchmarkEnvironment.GETTING_WARM + BenchmarkEnvironment.WARM);
        return new ProcessMeasurement(
                first, processor, List.copyOf(warm), warmProcessor, classes(worker.pid()), peak(worker.pid()));
    }

    private static Batch batch(LambdaInstance worker, BenchmarkEnvironment setup)
            throws InterruptedException, ExecutionException {
        var batch = setup.batch();
        setup.calls();
        double before = processor(worker.pid());
        long begin = System.nanoTime();
        work(worker, batch);
        double taken = millisSince(begin);
        double own = taken - TimingProxy.Call.union(setup.calls()) / NANOS_IN_MILLI;
        return new Batch(taken, own, processor(worker.pid()) - before);
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

    /// The second line of `jstat -class` begins with the number of classes.
    private static double classes(long pid) throws IOException {
        var jstat = Path.of(System.getProperty("java.home"), "bin", "jstat").toString();
        var process = new ProcessBuilder(jstat, "-class", Long.toString(pid)).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Double.parseDouble(said.lines().skip(1).findFirst().orElseThrow().strip().split("\\s+", -1)[0]);
    }
}
