package dev.followup.benchmark.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// How long it takes to read a hook, to plan it, and to load a book. What is compared takes turns, in a JVM of
/// its own each time, on one core; a figure is the median of its rounds. Times are told, never judged: they are
/// those of the machine. It fails if the engines differ about the rules that fire.
class RuleBenchmarks {

    private static final int ROUNDS = 3;
    private static final int COLD_ROUNDS = 15;
    private static final List<String> JVM =
            List.of("-XX:ActiveProcessorCount=1", "--sun-misc-unsafe-memory-access=allow");

    /// Compiles before it goes on: on a busy machine the compiler's own thread would come too late for the warm-up.
    private static final String COMPILES_FIRST = "-Xbatch";

    @TempDir
    Path folder;

    @Test
    void reports_the_times_of_reading_planning_and_loading() throws IOException, RunnerException {
        var figures = new Figures();
        for (int round = 0; round < ROUNDS; round++) {
            new Runner(options()).run().forEach(figures::add);
        }
        var book = Files.writeString(folder.resolve("rules.yaml"), new SyntheticRuleBook(LoadingBenchmark.RULES).yaml());
        for (int round = 0; round < COLD_ROUNDS; round++) {
            for (var engine : List.of(Figures.OURS, "snakeyamlEngine")) {
                figures.add("Loading, cold", engine, ColdLoadBenchmark.micros(engine, book, JVM));
            }
        }
        System.out.println(figures);
    }

    private static Options options() {
        return new OptionsBuilder()
                .include("\\.rule\\.(Reading|Planning|Loading)Benchmark\\.")
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(2)
                .measurementTime(TimeValue.milliseconds(400))
                .jvmArgs(JVM.toArray(String[]::new))
                .jvmArgsAppend(COMPILES_FIRST)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
    }
}
