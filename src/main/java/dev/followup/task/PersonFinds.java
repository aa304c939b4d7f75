package dev.followup.task;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a rule that runs by the clock has found of one person.
///
/// @param count how many leads, contacts, companies, customers or tasks
/// @param names the names of the first of them, or their texts, shortened
public record PersonFinds(long count, List<String> names) {

    /// Nothing is found.
    public static final PersonFinds NONE = new PersonFinds(0, List.of());

    /// The order of people by their ids: of whom most was found comes first.
    public static final Comparator<Map.Entry<Long, PersonFinds>> MOST_FIRST = Comparator.comparing(
                    (Map.Entry<Long, PersonFinds> one) -> one.getValue().count())
            .reversed()
            .thenComparing(Map.Entry::getKey);

    /// How many are listed by their names.
    private static final int MOST_NAMES = 20;

    private static final int LONGEST_NAME = 60;

    public PersonFinds {
        names = List.copyOf(names);
    }

    /// These and another one.
    ///
    /// @param name its name, perhaps blank
    public PersonFinds and(String name) {
        return new PersonFinds(
                count + 1,
                names.size() == MOST_NAMES
                        ? names
                        : Stream.concat(names.stream(), Stream.of(shortened(name.strip())))
                                .toList());
    }

    /// These and another one that is only counted.
    public PersonFinds andOne() {
        return new PersonFinds(count + 1, names);
    }

    /// The names, and at the end how many more there are.
    public List<String> list() {
        return names.size() == count
                ? names
                : Stream.concat(names.stream(), Stream.of("… and " + (count - names.size()) + " more"))
                        .toList();
    }

    private static String shortened(String name) {
        if (name.isEmpty()) {
            return "—";
        }
        return name.codePointCount(0, name.length()) <= LONGEST_NAME
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
    }
}
