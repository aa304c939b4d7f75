package dev.followup.benchmark.rule;

import dev.followup.benchmark.ResultTable;
import dev.followup.benchmark.ResultTable.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The times of parsing a webhook, of planning it, and of loading a rule book. The contenders take turns, each time
/// in a JVM of its own on one core; a figure is the median of its rounds. Times depend on the machine and are
/// reported, not asserted. It fails if the engines disagree on the rules that fire.
class RuleBenchmarks {

    private static final int ROUNDS = 2;
    private static final int COLD_ROUNDS = 15;
    private static final List<String> JVM =
            List.of("-XX:ActiveProcessorCount=1", "--sun-misc-unsafe-memory-access=allow");

    /// Compiles in the foreground: on a busy machine the compiler's own thread would be too late for the warm-up.
    private static final String COMPILES_FIRST = "-Xbatch";

    @TempDir
    Path folder;

    @Test
    void reports_the_times_of_parsing_planning_and_loading() throws IOException, RunnerException {
        var table = new ResultTable(ColdLoadBenchmark.OURS);
        for (int round = 0; round < ROUNDS; round++) {
            new Runner(options()).run().forEach(run -> add(table, run));
        }
        var book = Files.writeString(folder.resolve("rules.yaml"), new SyntheticRuleBook(LoadingBenchmark.RULES).yaml());
        for (int round = 0; round < COLD_ROUNDS; round++) {
            for (var engine : List.of(ColdLoadBenchmark.OURS, "snakeyamlEngine")) {
                table.add(Measure.median("Loading, cold, µs"), engine, ColdLoadBenchmark.micros(engine, book, JVM));
            }
        }
        System.out.println(table);
    }

    /// Adds the median call of a run.
    private static void add(ResultTable table, RunResult run) {
        var params = run.getParams();
        var name = List.of(params.getBenchmark().split("\\.", -1)).reversed();
        var details = params.getParamsKeys().stream().map(key -> ", " + key + " " + params.getParam(key));
        table.add(
                Measure.median(name.get(1).replace("Benchmark", "") + details.collect(Collectors.joining()) + ", µs"),
                name.getFirst(),
                run.getPrimaryResult().getStatistics().getPercentile(50));
    }

    private static Options options() {
        return new OptionsBuilder()
                .include("\\.rule\\.(Parsing|Planning|Loading)Benchmark\\.")
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(2))
                .measurementIterations(2)
                .measurementTime(TimeValue.milliseconds(400))
                .jvmArgs(JVM.toArray(String[]::new))
                .jvmArgsAppend(COMPILES_FIRST)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
    }
}
