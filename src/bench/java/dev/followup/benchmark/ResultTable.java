package dev.followup.benchmark;

import dev.followup.benchmark.coldstart.Contender;
import dev.followup.benchmark.coldstart.ProcessMeasurement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The table of what was measured: a row for each contender, medians, and in brackets what they are of the
/// first one's.
public final class ResultTable {

    private final Map<String, List<ProcessMeasurement>> lives = new LinkedHashMap<>();
    private final Map<String, Double> zips = new LinkedHashMap<>();

    public void add(Contender contender, ProcessMeasurement life) throws IOException {
        lives.computeIfAbsent(contender.name(), _ -> new ArrayList<>()).add(life);
        zips.put(contender.name(), contender.megabytes());
    }

    @Override
    public String toString() {
        return """

                | | cold total ms | of it processor ms | warm p50 ms | warm p99 ms | of it own p50 ms | peak memory MB | zip MB |
                | --- | --- | --- | --- | --- | --- | --- | --- |
                """ + lives.keySet().stream().map(this::row).collect(Collectors.joining("\n")) + "\n";
    }

    private String row(String name) {
        return "| " + name + " | "
                + cell(name, lives -> median(lives, ProcessMeasurement::cold)) + " | "
                + cell(name, lives -> median(lives, ProcessMeasurement::processor)) + " | "
                + cell(name, lives -> share(lives, ProcessMeasurement::warm, 0.5)) + " | "
                + cell(name, lives -> share(lives, ProcessMeasurement::warm, 0.99)) + " | "
                + cell(name, lives -> share(lives, ProcessMeasurement::own, 0.5)) + " | "
                + cell(name, lives -> median(lives, ProcessMeasurement::megabytes)) + " | "
                + "%.1f".formatted(zips.get(name)) + " |";
    }

    private String cell(String name, ToDoubleFunction<List<ProcessMeasurement>> figure) {
        var first = figure.applyAsDouble(lives.values().iterator().next());
        var value = figure.applyAsDouble(lives.getOrDefault(name, List.of()));
        return "%.1f (%.2f)".formatted(value, value / first);
    }

    private static double median(List<ProcessMeasurement> lives, ToDoubleFunction<ProcessMeasurement> figure) {
        return share(lives, life -> List.of(figure.applyAsDouble(life)), 0.5);
    }

    /// The value that this share of all is not above.
    private static double share(
            List<ProcessMeasurement> lives, java.util.function.Function<ProcessMeasurement, Collection<Double>> figures, double share) {
        var sorted = lives.stream()
                .flatMap(life -> figures.apply(life).stream())
                .sorted()
                .toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
