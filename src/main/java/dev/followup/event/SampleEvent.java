package dev.followup.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An event as a person describes it, to try rules on it: its kind and those of its facts that matter. Nothing
/// of it is fetched.
///
/// @param document the facts, such as `{kind: lead.added, author: 102, lead: {id: 501, price: 9000}}`; the
/// fields of `event` are at the top level
public record SampleEvent(Map<String, @Nullable Object> document) {

    /// The fields that facts have below `event`.
    private static final Set<String> EVENT_FIELDS = Set.of("kind", "author", "by-robot", "age", "own", "rule");

    /// The event in an account.
    ///
    /// @throws IllegalArgumentException if the description is wrong, with the reason
    public CrmEvent in(String account, Instant at) {
        var word = String.valueOf(document.get("kind"));
        var kind = EventKind.of(word)
                .orElseThrow(() ->
                        new IllegalArgumentException("kind is \"" + word + "\", expected one such as lead.added"));
        var about = new LinkedHashMap<String, @Nullable Object>();
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("event", about);
        document.forEach((name, value) -> (EVENT_FIELDS.contains(name) ? about : facts).put(name, value));
        var subjects = Stream.of(EntityRef.Type.values()).map(EntityRef.Type::singular);
        var whole = new Facts(facts, subjects.collect(Collectors.toSet()));
        return new CrmEvent(kind, account, entity(kind, whole).orElse(null), at, whole, key(account, at));
    }

    private String key(String account, Instant at) {
        return "%s:given:%s:%08x".formatted(account, at, document.hashCode());
    }

    /// The entity to which tasks are linked: the subject itself, else the one that it names, else another one
    /// among the facts.
    private static Optional<EntityRef> entity(EventKind kind, Facts facts) {
        var subject = kind.subject();
        return of(subject, facts)
                .or(() -> EntityRef.Type.of(String.valueOf(
                                facts.at(subject + ".entity_type").orElse("")))
                        .flatMap(type -> ref(type, facts, subject + ".entity_id")))
                .or(() -> Stream.of(EntityRef.Type.values())
                        .filter(_ -> !List.of("list-element", "schedule").contains(subject))
                        .flatMap(type -> of(type.singular(), facts).stream())
                        .findFirst());
    }

    private static Optional<EntityRef> of(String subject, Facts facts) {
        return EntityRef.Type.of(subject).flatMap(type -> ref(type, facts, subject + ".id"));
    }

    private static Optional<EntityRef> ref(EntityRef.Type type, Facts facts, String path) {
        return facts.id(path).map(id -> new EntityRef(type, id));
    }
}
