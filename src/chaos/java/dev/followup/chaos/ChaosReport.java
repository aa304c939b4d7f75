package dev.followup.chaos;

import static java.util.function.Predicate.not;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What a run came to.
final class ChaosReport {

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Map<Object, Integer> off = new LinkedHashMap<>();

    void add(String what, Object figure) {
        figures.put(what, figure);
    }

    /// What is missing (negative) or too many: tasks, dead letters, orders and messages that are left.
    Map<Object, Integer> off() {
        return off;
    }

    /// Compares the tasks that are there with those that should be.
    void compare(List<AccountRun> reconstructed) {
        var expected = reconstructed.stream().flatMap(account -> account.expected().tasks().stream()).toList();
        var found = reconstructed.stream().flatMap(account -> account.found().stream()).toList();
        var known = Set.copyOf(expected);
        var lost = minus(expected, found);
        var additional = minus(found, expected);
        off(lost, additional);
        add("events", reconstructed.stream().mapToInt(account -> account.expected().events()).sum());
        add("tasks expected", expected.size());
        add("  of these like another one", expected.size() - known.size());
        add("tasks found", found.size());
        add("tasks lost", lost.size());
        add("tasks duplicated", additional.stream().filter(known::contains).count());
        add("tasks that no rule requires", additional.stream().filter(not(known::contains)).count());
        add("orders that the CRM must refuse", reconstructed.stream().mapToInt(account -> account.expected().refused()).sum());
    }

    /// Compares the dead letters with what was sent that nobody can read.
    void bury(List<String> poison, List<String> deadLetters) {
        var missing = minus(poison, deadLetters);
        var additional = minus(deadLetters, poison);
        off(missing, additional);
        add("messages that cannot be read", poison.size());
        add("dead letters", deadLetters.size());
        add("  of these missing", missing.size());
        add("  of these duplicated or readable", additional.size());
    }

    /// What the first list holds more often than the second, as often as it does.
    private static <T> List<T> minus(List<T> from, List<T> some) {
        var left = new ArrayList<>(from);
        some.forEach(left::remove);
        return left;
    }

    private void off(List<?> missing, List<?> additional) {
        missing.forEach(one -> off.merge(one, -1, Integer::sum));
        additional.forEach(one -> off.merge(one, 1, Integer::sum));
    }

    /// Adds what the CRMs counted.
    void count(List<AccountRun> reconstructed) {
        var faults = new TreeMap<String, Integer>();
        var answers = new TreeMap<String, Integer>();
        for (var account : reconstructed) {
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
        AccountRun.FAULTS.forEach(kind -> met("  of these " + kind, faults.getOrDefault(kind, 0)));
        add("requests", answers.values().stream().mapToInt(Integer::intValue).sum());
        add("answers (0: the line was cut)", answers);
        add("peak per second, by account", reconstructed.stream().map(account -> account.after().path("peakPerSecond").asInt()).toList());
    }

    /// Adds what its instances met, and what is left.
    void describe(Deployment fleet) throws IOException {
        var mappings = fleet.mappings();
        add("workers dead", mappings.stream().mapToInt(EventSourceMapping::deaths).sum());
        add("  of these ended by the time-out", mappings.stream().mapToInt(EventSourceMapping::overdue).sum());
        met("messages handed over again", mappings.stream().mapToInt(EventSourceMapping::again).sum());
        var log = fleet.log();
        add("repeated sends avoided", count(log, ": reconciled .*: found"));
        add("uncertain orders not there, sent again", count(log, ": reconciled .*: not found"));
        add("orders that the CRM has refused", count(log, "the CRM refused it"));
        left("orders still on the lists", fleet.open());
        left("messages still in the lanes", fleet.cloud().messages(fleet.cloud().inbox));
    }

    /// Adds what a run must meet: without it, it proves nothing.
    void met(String what, int count) {
        add(what, count);
        if (count == 0) {
            off.put("met none: " + what.strip(), -1);
        }
    }

    private void left(String what, int count) {
        add(what, count);
        if (count > 0) {
            off.put(what, count);
        }
    }

    private static long count(List<String> log, String pattern) {
        return log.stream().filter(Pattern.compile(pattern).asPredicate()).count();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        figures.forEach((what, figure) -> text.append("%-40s %s%n".formatted(what, figure)));
        off.forEach((what, difference) -> text.append("%+d %s%n".formatted(difference, what)));
        return text.toString();
    }
}
