package dev.followup.explain.cases;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.explain.Explanation;
import dev.followup.explain.ValueFormat;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The comparison of expected with found commands.
///
/// @param expected by those of their fields that matter, as words, in the order of their names
/// @param found by all of their fields, likewise
record CommandDiff(List<SortedMap<String, String>> expected, List<SortedMap<String, String>> found) {

    /// Compares commands.
    ///
    /// @param zone the time zone of times without an offset
    /// @param json names the fields of what is found
    static CommandDiff of(
            List<Map<String, @Nullable Object>> expected,
            List<Explanation.Command> found,
            ZoneId zone,
            ObjectMapper json) {
        return new CommandDiff(
                expected.stream().map(command -> words(command, zone)).toList(),
                found.stream()
                        .map(command -> words(json.convertValue(command, new TypeReference<>() {}), zone))
                        .toList());
    }

    /// What differs, with a mark at each difference: both in two columns, and a line for each command that is not
    /// expected. Empty if there is none.
    Optional<Difference> difference() {
        int begin = agreeing(expected, found);
        if (begin == expected.size() && begin == found.size()) {
            return Optional.empty();
        }
        int end = agreeing(
                expected.subList(begin, expected.size()).reversed(),
                found.subList(begin, found.size()).reversed());
        var wanted = expected.subList(begin, expected.size() - end);
        var got = found.subList(begin, found.size() - end);
        var lines = new ArrayList<String>();
        lines.add(
                expected.size() == found.size()
                        ? "the commands differ"
                        : "expected %d %s, found %d"
                                .formatted(
                                        expected.size(), expected.size() == 1 ? "command" : "commands", found.size()));
        for (int i = 0; i < wanted.size(); i++) {
            lines.addAll(sideBySide(wanted.get(i), i < got.size() ? got.get(i) : Map.of()));
        }
        got.stream().skip(wanted.size()).map(CommandDiff::notExpected).forEach(lines::add);
        return Optional.of(new Difference(String.join(System.lineSeparator(), lines), !wanted.isEmpty()));
    }

    /// How many commands at the beginning are as expected.
    private static int agreeing(List<SortedMap<String, String>> expected, List<SortedMap<String, String>> found) {
        int most = Math.min(expected.size(), found.size());
        int agreeing = 0;
        while (agreeing < most
                && found.get(agreeing)
                        .entrySet()
                        .containsAll(expected.get(agreeing).entrySet())) {
            agreeing++;
        }
        return agreeing;
    }

    /// The fields that matter.
    private static List<String> sideBySide(SortedMap<String, String> expected, Map<String, String> found) {
        return expected.entrySet().stream()
                .map(field -> {
                    var wanted = field.getValue();
                    var got = found.getOrDefault(field.getKey(), "nothing");
                    return "  %s %-14s expected %-40s found %s"
                            .formatted(wanted.equals(got) ? " " : "≠", field.getKey() + ":", wanted, got);
                })
                .toList();
    }

    private static String notExpected(SortedMap<String, String> found) {
        return "  ≠ not expected: "
                + found.entrySet().stream()
                        .map(field -> field.getKey() + " " + field.getValue())
                        .collect(Collectors.joining(", "));
    }

    /// What is wrong with a case.
    ///
    /// @param words in lines
    /// @param lacks whether something that is expected is not there, and not only too much
    record Difference(String words, boolean lacks) {}

    private static SortedMap<String, String> words(Map<String, @Nullable Object> command, ZoneId zone) {
        var words = new TreeMap<String, String>();
        command.forEach((name, value) -> words.put(name, word(name, value, zone)));
        return words;
    }

    private static String word(String name, @Nullable Object value, ZoneId zone) {
        var word =
                value instanceof Map<?, ?> entity ? entity.get("type") + "/" + entity.get("id") : String.valueOf(value);
        return switch (name) {
            case "due", "after" -> time(word, zone);
            case "type" -> ValueFormat.type(word);
            default -> word.replace('\u00a0', ' ').replace('\u202f', ' '); // spaces that keyboards lack
        };
    }

    /// The time in the zone, however it is written; the word itself if it is not a time.
    private static String time(String word, ZoneId zone) {
        return CaseTime.read(word, zone)
                .map(time -> time.atZone(zone).toOffsetDateTime().toString())
                .orElse(word);
    }
}
