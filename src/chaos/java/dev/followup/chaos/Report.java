package dev.followup.chaos;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a run came to.
final class Report {

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Map<TaskLine, Integer> off = new LinkedHashMap<>();

    void add(String what, Object figure) {
        figures.put(what, figure);
    }

    /// The tasks that are missing (negative) or too many.
    Map<TaskLine, Integer> off() {
        return off;
    }

    /// Compares what is there with what should be.
    void compare(List<Scene> scenes) {
        var expected = TaskLine.counted(
                scenes.stream().flatMap(scene -> scene.expected().tasks().stream()));
        var found = TaskLine.counted(scenes.stream().flatMap(scene -> scene.found().stream()));
        found.forEach((line, count) -> off.merge(line, count, Integer::sum));
        expected.forEach((line, count) -> off.merge(line, -count, Integer::sum));
        off.values().removeIf(difference -> difference == 0);
        add("events", scenes.stream().mapToInt(scene -> scene.expected().events()).sum());
        add("tasks expected", sum(expected));
        add("  of these like another one", sum(expected) - expected.size());
        add("tasks found", sum(found));
        add("tasks lost", -off.values().stream().mapToInt(n -> Math.min(n, 0)).sum());
        add("tasks doubled", tooMany(expected::containsKey));
        add("tasks that nobody ordered", tooMany(line -> !expected.containsKey(line)));
        add("orders that the CRM must refuse", scenes.stream().mapToInt(scene -> scene.expected().refused()).sum());
    }

    /// Adds what the CRMs counted.
    void count(List<Scene> scenes) {
        var answers = new TreeMap<String, Integer>();
        for (var scene : scenes) {
            scene.after().path("requests").properties().forEach(method -> method.getValue()
                    .properties()
                    .forEach(status -> answers.merge(
                            method.getKey() + " " + status.getKey(),
                            status.getValue().asInt()
                                    - scene.before()
                                            .path("requests")
                                            .path(method.getKey())
                                            .path(status.getKey())
                                            .asInt(),
                            Integer::sum)));
        }
        add("requests", answers.values().stream().mapToInt(Integer::intValue).sum());
        add("answers (0: the line was cut)", answers);
        add("peak per second, by account", scenes.stream().map(scene -> scene.after().path("peakPerSecond").asInt()).toList());
    }

    /// Adds what its instances met, and what is left.
    void describe(Fleet fleet) throws IOException {
        var mappings = fleet.mappings();
        add("workers dead", mappings.stream().mapToInt(Mapping::deaths).sum());
        add("  of these ended by the time-out", mappings.stream().mapToInt(Mapping::overdue).sum());
        add("messages handed over again", mappings.stream().mapToInt(Mapping::again).sum());
        var log = fleet.log();
        add("uncertain orders found, not sent again", count(log, ": looked for .*: found"));
        add("uncertain orders not there, sent again", count(log, ": looked for .*: not there"));
        add("orders that the CRM has refused", count(log, "the CRM refuses it"));
        add("orders held up by a block", count(log, ": blocked: "));
        add("dead letters", fleet.cloud().messages(fleet.cloud().deadLetters));
        add("orders still on the lists", fleet.open());
        add("messages still in the lanes", fleet.cloud().messages(fleet.cloud().lanes));
    }

    private static long count(List<String> log, String pattern) {
        return log.stream().filter(Pattern.compile(pattern).asPredicate()).count();
    }

    private int tooMany(Predicate<TaskLine> which) {
        return off.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToInt(entry -> Math.max(entry.getValue(), 0))
                .sum();
    }

    private static int sum(Map<TaskLine, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        figures.forEach((what, figure) -> text.append("%-40s %s%n".formatted(what, figure)));
        off.forEach((line, difference) -> text.append("%+d %s%n".formatted(difference, line)));
        return text.toString();
    }
}
