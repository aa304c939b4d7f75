package dev.followup.benchmark.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/// What was measured, as a table: a row for each thing done, and in it each engine that did it.
final class Figures {

    static final String OURS = "followup";

    private static final int MICROS_IN_MILLI = 1_000;

    private final Map<String, Map<String, List<Double>>> micros = new LinkedHashMap<>();

    void add(String what, String engine, double taken) {
        micros.computeIfAbsent(what, _ -> new LinkedHashMap<>())
                .computeIfAbsent(engine, _ -> new ArrayList<>())
                .add(taken);
    }

    /// The median call of a run.
    void add(RunResult run) {
        var params = run.getParams();
        var name = List.of(params.getBenchmark().split("\\.", -1)).reversed();
        var details = params.getParamsKeys().stream().map(key -> ", " + key + " " + params.getParam(key));
        add(
                name.get(1).replace("Benchmark", "") + details.collect(Collectors.joining()),
                name.getFirst(),
                run.getPrimaryResult().getStatistics().getPercentile(50));
    }

    /// Ours, and what stands beside it.
    @Override
    public String toString() {
        return micros.entrySet().stream()
                .map(row -> "| " + row.getKey() + " | " + cells(row.getValue()) + " |")
                .collect(Collectors.joining("\n"));
    }

    private static String cells(Map<String, List<Double>> row) {
        return row.entrySet().stream()
                .sorted(Comparator.comparing(cell -> !cell.getKey().equals(OURS)))
                .map(cell -> cell.getKey() + " " + time(median(cell.getValue())))
                .collect(Collectors.joining(" | "));
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static String time(double micros) {
        return micros < MICROS_IN_MILLI
                ? "%.1f µs".formatted(micros)
                : "%.1f ms".formatted(micros / MICROS_IN_MILLI);
    }
}
