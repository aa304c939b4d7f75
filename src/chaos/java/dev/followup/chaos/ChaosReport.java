package dev.followup.chaos;

import static java.util.function.Predicate.not;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// The report of a run.
final class ChaosReport {

    /// The words of log lines by which a figure is counted; a test finds each of them in the code.
    static final String FOUND = "found as ";
    static final String NOT_FOUND = "not found in the CRM";
    static final String REASSIGNED = "the CRM refused the responsible user, the task goes to ";

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Map<Object, Integer> differences = new LinkedHashMap<>();

    void add(String what, Object figure) {
        figures.put(what, figure);
    }

    /// The differences: what is missing (negative) or too many, of tasks, dead letters, commands and messages.
    Map<Object, Integer> differences() {
        return differences;
    }

    /// Compares the tasks in the CRMs with the expected ones.
    void compare(List<AccountRun> runs) {
        var expected = runs.stream().flatMap(account -> account.expected().tasks().stream()).toList();
        var found = runs.stream().flatMap(account -> account.found().stream()).toList();
        var known = Set.copyOf(expected);
        var lost = minus(expected, found);
        var additional = minus(found, expected);
        addDifferences(lost, additional);
        add("events", runs.stream().mapToInt(account -> account.expected().events()).sum());
        add("tasks expected", expected.size());
        add("  of these like another one", expected.size() - known.size());
        add("tasks found", found.size());
        add("tasks lost", lost.size());
        add("tasks duplicated", additional.stream().filter(known::contains).count());
        add("tasks that no rule requires", additional.stream().filter(not(known::contains)).count());
        add(
                "tasks of a deactivated user",
                runs.stream().mapToInt(account -> account.expected().reassigned()).sum());
    }

    /// Compares the dead letters with the poison messages that were sent.
    void compareDeadLetters(List<String> poison, List<String> deadLetters) {
        var missing = minus(poison, deadLetters);
        var additional = minus(deadLetters, poison);
        addDifferences(missing, additional);
        add("messages that cannot be read", poison.size());
        add("dead letters", deadLetters.size());
        add("  of these missing", missing.size());
        add("  of these duplicated or readable", additional.size());
    }

    /// The elements that the first list holds more often than the second, as often as it does.
    private static <T> List<T> minus(List<T> from, List<T> some) {
        var left = new ArrayList<>(from);
        some.forEach(left::remove);
        return left;
    }

    private void addDifferences(List<?> missing, List<?> additional) {
        missing.forEach(one -> differences.merge(one, -1, Integer::sum));
        additional.forEach(one -> differences.merge(one, 1, Integer::sum));
    }

    /// Adds the CRMs' statistics.
    void count(List<AccountRun> runs) {
        var faults = new TreeMap<String, Integer>();
        var answers = new TreeMap<String, Integer>();
        for (var account : runs) {
            account.after().path("faults").properties().forEach(kind ->
                    faults.merge(kind.getKey(), kind.getValue().asInt(), Integer::sum));
            account.after().path("requests").properties().forEach(method -> method.getValue()
                    .properties()
                    .forEach(status -> answers.merge(
                            method.getKey() + " " + status.getKey(),
                            status.getValue().asInt()
                                    - account.before()
                                            .path("requests")
                                            .path(method.getKey())
                                            .path(status.getKey())
                                            .asInt(),
                            Integer::sum)));
        }
        add("faults met", faults);
        AccountRun.FREQUENT_FAULTS.forEach(kind -> met("  of these " + kind, faults.getOrDefault(kind, 0)));
        add("requests", answers.values().stream().mapToInt(Integer::intValue).sum());
        add("answers (0: connection cut)", answers);
        add("peak per second, by account", runs.stream().map(account -> account.after().path("peakPerSecond").asInt()).toList());
    }

    /// Adds the statistics of the deployment, and what is left.
    void describe(Deployment deployment) throws IOException {
        var mappings = deployment.mappings();
        add("workers that ended", mappings.stream().mapToInt(EventSourceMapping::deaths).sum());
        add("  of these killed at the time-out", mappings.stream().mapToInt(EventSourceMapping::overdue).sum());
        met("messages received again", mappings.stream().mapToInt(EventSourceMapping::again).sum());
        var log = deployment.log();
        add("repeated sends avoided", count(log, FOUND));
        add("uncertain commands not found, sent again", count(log, NOT_FOUND));
        add("tasks given to another user", count(log, REASSIGNED));
        left("pending commands left", deployment.open());
        left("messages left in the inbox", deployment.cloud().messages(deployment.cloud().inbox));
    }

    /// Adds a count that must not be zero: otherwise the run proves nothing.
    void met(String what, int count) {
        add(what, count);
        if (count == 0) {
            differences.put("met none: " + what.strip(), -1);
        }
    }

    /// Adds the longest times that an account stood still after failures, by cause: more than the limit is a
    /// difference.
    void standstills(Map<String, Standstills.Longest> longest, Function<String, Duration> limits) {
        new TreeMap<>(longest).forEach((cause, one) -> {
            var limit = limits.apply(cause);
            var what = "longest standstill after " + cause;
            add(what, "%.1f s of at most %.1f s, %d in all".formatted(one.time().toMillis() / 1e3, limit.toMillis() / 1e3, one.count()));
            if (one.time().compareTo(limit) > 0) {
                differences.put(what + " in seconds, more than " + limit.toSeconds(), Math.toIntExact(one.time().toSeconds()));
            }
        });
    }

    private void left(String what, int count) {
        add(what, count);
        if (count > 0) {
            differences.put(what, count);
        }
    }

    private static long count(List<String> log, String words) {
        return log.stream().filter(line -> line.contains(words)).count();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        figures.forEach((what, figure) -> text.append("%-40s %s%n".formatted(what, figure)));
        differences.forEach((what, difference) -> text.append("%+d %s%n".formatted(difference, what)));
        return text.toString();
    }
}
