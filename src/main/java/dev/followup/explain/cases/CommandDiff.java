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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The comparison of expected with found commands.
///
/// @param expected by those of their fields that matter, as words
/// @param found by all of their fields, as words
record CommandDiff(List<Map<String, String>> expected, List<Map<String, String>> found) {

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

    /// Both in two columns, with a mark at each difference; empty if there is none.
    Optional<String> difference() {
        boolean same = expected.size() == found.size()
                && IntStream.range(0, expected.size())
                        .allMatch(i -> found.get(i)
                                .entrySet()
                                .containsAll(expected.get(i).entrySet()));
        if (same) {
            return Optional.empty();
        }
        var lines = new ArrayList<String>();
        lines.add(
                expected.size() == found.size()
                        ? "the commands differ"
                        : "expected %d %s, found %d"
                                .formatted(
                                        expected.size(), expected.size() == 1 ? "command" : "commands", found.size()));
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            lines.addAll(sideBySide(at(expected, i), at(found, i)));
        }
        return Optional.of(String.join(System.lineSeparator(), lines));
    }

    private static Map<String, String> at(List<Map<String, String>> commands, int index) {
        return index < commands.size() ? commands.get(index) : Map.of();
    }

    /// The fields that matter; all fields of a command that is not expected.
    private static List<String> sideBySide(Map<String, String> expected, Map<String, String> found) {
        return new TreeSet<>(expected.isEmpty() ? found.keySet() : expected.keySet())
                .stream()
                        .map(name -> {
                            var wanted = expected.getOrDefault(name, "nothing");
                            var got = found.getOrDefault(name, "nothing");
                            return "  %s %-14s expected %-40s found %s"
                                    .formatted(wanted.equals(got) ? " " : "≠", name + ":", wanted, got);
                        })
                        .toList();
    }

    private static Map<String, String> words(Map<String, @Nullable Object> command, ZoneId zone) {
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
