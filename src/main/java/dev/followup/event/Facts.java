package dev.followup.event;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The facts that rules can use: a document of typed values, such as `{"lead": {"id": 501, "price": 9000}}`.
///
/// Values are `String`, `Long`, `BigDecimal` (numbers with a fraction), `Boolean`, `List` and `Map<String, …>`
/// of these; an `Integer` becomes a `Long`, anything else is refused. What the CRM does not report is left out;
/// `null` is a value that the CRM itself reports as null, which webhooks never do.
///
/// @param document by the entity's singular name (`lead`), and beside them `event`, `changed` and `old`;
/// in the given order, unmodifiable at any depth
/// @param whole the subjects of which everything is known, even if the document does not show it
public record Facts(Map<String, @Nullable Object> document, Set<String> whole) {

    public Facts {
        document = copy(document);
        whole = Set.copyOf(whole);
    }

    /// The facts of a webhook.
    public Facts(Map<String, ? extends @Nullable Object> document) {
        this(Collections.unmodifiableMap(document), Set.of());
    }

    /// Whether everything is known of a subject such as `lead` that webhooks report. One that reports its creation time
    /// reports the rest as well; others report little more than its id.
    public boolean isReported(String subject) {
        return at(subject + ".created_at").isPresent();
    }

    /// The value at a dotted path such as `lead.price`; empty if any step of the path is missing.
    public Optional<Object> at(String path) {
        @Nullable Object value = document;
        for (int from = 0; from <= path.length(); ) {
            int dot = path.indexOf('.', from);
            int end = dot < 0 ? path.length() : dot;
            var step = path.substring(from, end);
            if (!(value instanceof Map<?, ?> map) || !map.containsKey(step)) {
                return Optional.empty();
            }
            value = map.get(step);
            from = end + 1;
        }
        return Optional.ofNullable(value);
    }

    /// The same facts with everything else that is known of a subject such as `lead`. Values that the facts
    /// already have are kept.
    Facts knowing(String subject, Map<String, ? extends @Nullable Object> more) {
        var all = LinkedHashMap.<String, @Nullable Object>newLinkedHashMap(document.size() + 1);
        all.putAll(document);
        var known = LinkedHashMap.<String, @Nullable Object>newLinkedHashMap(more.size());
        if (document.get(subject) instanceof Map<?, ?> before) {
            before.forEach((name, value) -> known.put(String.valueOf(name), value));
        }
        more.forEach(known::putIfAbsent);
        all.put(subject, known);
        var asked = new HashSet<>(whole);
        asked.add(subject);
        return new Facts(all, asked);
    }

    /// The id at a dotted path such as `lead.responsible_user_id`; empty if it is missing or 0, which is no id.
    public Optional<Long> id(String path) {
        return at(path).filter(Long.class::isInstance).map(Long.class::cast).filter(id -> id > 0);
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> map) {
        var copy = LinkedHashMap.<String, @Nullable Object>newLinkedHashMap(map.size());
        map.forEach((name, value) -> copy.put(String.valueOf(name), copy(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object copy(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> copy(map);
            case List<?> list -> list.stream().map(Facts::copy).toList();
            case Integer number -> number.longValue();
            case String _, Long _, BigDecimal _, Boolean _ -> value;
            default ->
                throw new IllegalArgumentException("a fact is a "
                        + value.getClass().getName() + ", expected String, Long, BigDecimal, Boolean, List or Map");
        };
    }
}
