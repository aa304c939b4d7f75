package dev.followup.chaos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// How many there are of each thing; of a difference, how many too many, or too few if below zero.
record Counts<T>(Map<T, Integer> counts) {

    static <T> Counts<T> of(Stream<T> things) {
        var counts = new LinkedHashMap<T, Integer>();
        things.forEach(thing -> counts.merge(thing, 1, Integer::sum));
        return new Counts<>(counts);
    }

    /// What differs.
    Counts<T> minus(Counts<T> other) {
        var difference = new LinkedHashMap<>(counts);
        other.counts.forEach((thing, count) -> difference.merge(thing, -count, Integer::sum));
        difference.values().removeIf(count -> count == 0);
        return new Counts<>(difference);
    }

    int sum() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    int tooFew() {
        return -counts.values().stream().mapToInt(count -> Math.min(count, 0)).sum();
    }

    int tooMany(Predicate<? super T> which) {
        return counts.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToInt(entry -> Math.max(entry.getValue(), 0))
                .sum();
    }
}
