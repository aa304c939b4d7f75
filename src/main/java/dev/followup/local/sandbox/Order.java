package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Set;

/// The order of a list: `order[complete_till]=desc`. By id where nothing else is said, and among equals.
final class Order {

    private Order() {}

    /// @param allowed fields that the list can be ordered by; others are ignored
    static Comparator<JsonNode> of(Form query, Set<String> allowed) {
        Form order = query.under("order");
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
