package dev.followup.benchmark;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Markdown table of measurements: a row for each measure and a column for each contender. The number in brackets
/// is a figure's ratio to that of the first column.
public final class ResultTable {

    private final Set<String> contenders = new LinkedHashSet<>();
    private final Map<Measure, Map<String, List<Double>>> samples = new LinkedHashMap<>();

    /// @param reference the contender that the others are compared with
    public ResultTable(String reference) {
        contenders.add(reference);
    }

    /// Adds samples to those that a cell has.
    public void add(Measure measure, String contender, Collection<Double> more) {
        contenders.add(contender);
        samples.computeIfAbsent(measure, _ -> new LinkedHashMap<>())
                .computeIfAbsent(contender, _ -> new ArrayList<>())
                .addAll(more);
    }

    /// Adds a sample to those that a cell has.
    public void add(Measure measure, String contender, double sample) {
        add(measure, contender, List.of(sample));
    }

    @Override
    public String toString() {
        return "\n| | " + String.join(" | ", contenders) + " |\n"
                + "| --- |" + " --- |".repeat(contenders.size()) + "\n"
                + samples.entrySet().stream().map(row -> row(row.getKey(), row.getValue())).collect(joining());
    }

    private String row(Measure measure, Map<String, List<Double>> cells) {
        double reference = measure.figure(cells.getOrDefault(contenders.iterator().next(), List.of()));
        return "| " + measure.name + " | "
                + contenders.stream().map(contender -> cell(measure, cells.get(contender), reference)).collect(joining(" | "))
                + " |\n";
    }

    private static String cell(Measure measure, @Nullable List<Double> samples, double reference) {
        if (samples == null) {
            return "";
        }
        double figure = measure.figure(samples);
        return "%.1f (%.2f)".formatted(figure, figure / reference);
    }

    /// A quantity and how its samples become one figure.
    ///
    /// @param name with its unit, such as `warm p99 ms`
    /// @param quantile the share of all samples that are at most the figure, such as 0.5 for the median
    public record Measure(String name, double quantile) {

        public static Measure median(String name) {
            return new Measure(name, 0.5);
        }

        private double figure(List<Double> samples) {
            return samples.isEmpty()
                    ? Double.NaN
                    : samples.stream().sorted().toList().get((int) Math.ceil(quantile * samples.size()) - 1);
        }
    }
}
