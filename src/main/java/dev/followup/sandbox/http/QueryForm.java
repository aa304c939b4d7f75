package dev.followup.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A query or form in PHP's notation, with brackets raw or encoded:
/// `filter[id][]=1&filter[id][0]=2&filter[updated_at][to]=3`.
public record QueryForm(List<Entry> entries) {

    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern INDEX = Pattern.compile("\\d*");

    /// @param path `filter[id][]` is `filter`, `id` and an empty string
    record Entry(List<String> path, String value) {}

    public static QueryForm parse(String encoded) {
        var entries = new ArrayList<Entry>();
        for (String pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                entries.add(new Entry(path(decode(pair.substring(0, equals))), decode(pair.substring(equals + 1))));
            }
        }
        return new QueryForm(List.copyOf(entries));
    }

    /// The entries under a path, as a form of its own.
    public QueryForm under(String... path) {
        List<String> prefix = List.of(path);
        return new QueryForm(entries.stream()
                .filter(entry -> entry.path().size() >= prefix.size()
                        && entry.path().subList(0, prefix.size()).equals(prefix))
                .map(entry -> new Entry(
                        entry.path().subList(prefix.size(), entry.path().size()), entry.value()))
                .toList());
    }

    /// All values of a parameter: the scalar itself, or the items of a list.
    public List<String> values(String... path) {
        return under(path).entries().stream()
                .filter(entry -> entry.path().isEmpty()
                        || (entry.path().size() == 1
                                && INDEX.matcher(entry.path().getFirst()).matches()))
                .map(Entry::value)
                .toList();
    }

    /// The value of a parameter; of several the last wins, as in PHP.
    public Optional<String> value(String... path) {
        List<String> values = values(path);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    /// The first segments of all paths, in order.
    public Set<String> keys() {
        return entries.stream()
                .filter(entry -> !entry.path().isEmpty())
                .map(entry -> entry.path().getFirst())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<String> path(String key) {
        int bracket = key.indexOf('[');
        if (bracket <= 0) {
            return List.of(key);
        }
        var path = new ArrayList<String>(List.of(key.substring(0, bracket)));
        BRACKETS.matcher(key.substring(bracket))
                .results()
                .map(part -> part.group(1))
                .forEach(path::add);
        return List.copyOf(path);
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return encoded; // a stray percent sign is kept, as in PHP
        }
    }
}
