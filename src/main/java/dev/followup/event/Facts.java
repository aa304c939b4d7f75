package dev.followup.event;

import java.util.Map;
import java.util.Optional;

/// All that a rule may look at: a document of typed values, such as `{"lead": {"id": 501, "price": 9000}}`.
///
/// Values are `String`, `Long`, `BigDecimal` (numbers with a fraction), `Boolean`, `List` and `Map<String, …>` of
/// these.
/// What the CRM did not say is left out, never `null`.
///
/// @param document by the entity's singular name (`lead`), and beside them `event`, `changed` and `old`; not modifiable
public record Facts(Map<String, Object> document) {

    public Facts {
        document = Map.copyOf(document);
    }

    /// The value at a dotted path such as `lead.price`; empty if any step of it is missing.
    public Optional<Object> at(String path) {
        Object value = document;
        for (var step : path.split("\\.", -1)) {
            if (!(value instanceof Map<?, ?> map) || !map.containsKey(step)) {
                return Optional.empty();
            }
            value = map.get(step);
        }
        return Optional.ofNullable(value);
    }
}
