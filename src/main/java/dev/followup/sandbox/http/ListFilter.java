package dev.followup.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// The filters of a list. Filters that the CRM does not know are ignored silently, as it does.
///
/// @param query the form under `filter`
/// @param test what an item must meet so far
public record ListFilter(QueryForm query, Predicate<JsonNode> test) {

    private static final Set<String> FALSE = Set.of("0", "false", "");

    public static ListFilter of(QueryForm query) {
        return new ListFilter(query.under("filter"), _ -> true);
    }

    public ListFilter anyOf(String field) {
        return anyOf(field, field);
    }

    public ListFilter anyOf(String parameter, String field) {
        List<String> wanted = query.values(parameter);
        return wanted.isEmpty()
                ? this
                : and(document -> wanted.contains(document.path(field).asText()));
    }

    public ListFilter flag(String field) {
        List<Boolean> wanted = query.values(field).stream()
                .map(value -> !FALSE.contains(value.toLowerCase(Locale.ROOT)))
                .toList();
        return wanted.isEmpty()
                ? this
                : and(document -> wanted.contains(document.path(field).asBoolean()));
    }

    /// A number means "after", `[from]` and `[to]` include both ends.
    public ListFilter span(String field) {
        long after = query.value(field).map(ListFilter::number).orElse(Long.MIN_VALUE);
        long from = query.value(field, "from").map(ListFilter::number).orElse(Long.MIN_VALUE);
        long to = query.value(field, "to").map(ListFilter::number).orElse(Long.MAX_VALUE);
        return and(document -> {
            long value = document.path(field).asLong();
            return value > after && value >= from && value <= to;
        });
    }

    public ListFilter and(Predicate<JsonNode> other) {
        return new ListFilter(query, test.and(other));
    }

    /// As in PHP: a text that is no number is 0.
    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
