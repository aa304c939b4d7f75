package dev.followup.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Set;

/// The order of a list: `order[complete_till]=desc`. The default, and the order among equals, is by id.
public final class ListSort {

    private ListSort() {}

    /// The order that a query requests.
    ///
    /// @param allowed the fields that the list can be ordered by; others are ignored
    public static Comparator<JsonNode> of(QueryForm query, Set<String> allowed) {
        QueryForm order = query.under("order");
        return order.keys().stream()
                .filter(allowed::contains)
                .map(field -> by(field, order.value(field).orElse("asc")))
                .reduce(Comparator::thenComparing)
                .map(asked -> asked.thenComparing(by("id", "asc")))
                .orElse(by("id", "asc"));
    }

    private static Comparator<JsonNode> by(String field, String direction) {
        Comparator<JsonNode> ascending =
                Comparator.comparingLong(document -> document.path(field).asLong());
        return direction.equalsIgnoreCase("desc") ? ascending.reversed() : ascending;
    }
}
