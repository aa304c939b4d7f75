package dev.followup.rule.fact;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.Facts;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/// The facts that an event lacks although the CRM has them: more of its entity, and of the contact and company
/// linked to it.
///
/// @param types the entities of which more can be fetched
public record MissingFacts(Facts facts, Set<EntityRef.Type> types) {

    public static MissingFacts of(CrmEvent event) {
        var entity = event.entity();
        var types = EnumSet.noneOf(EntityRef.Type.class);
        if (entity != null && !event.kind().verb().equals("deleted")) {
            linked(entity)
                    .filter(type -> !event.facts().whole().contains(type.singular()))
                    .forEach(types::add);
        }
        return new MissingFacts(event.facts(), types);
    }

    /// The entity itself and those linked to it.
    private static Stream<EntityRef.Type> linked(EntityRef entity) {
        return switch (entity.type()) {
            case LEADS -> Stream.of(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);
            case CONTACTS -> Stream.of(EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);
            case COMPANIES -> Stream.of(EntityRef.Type.COMPANIES);
            case CUSTOMERS -> Stream.of();
        };
    }

    public boolean isEmpty() {
        return types.isEmpty();
    }

    /// Whether a fact may exist although the event lacks it.
    public boolean mayHave(String path) {
        return type(path).findAny().isPresent() && facts.at(path).isEmpty();
    }

    /// The entity to fetch for a fact; none if nothing can be fetched.
    public Stream<EntityRef.Type> type(String path) {
        var subject = path.split("\\.", 2)[0];
        return types.stream()
                .filter(type -> type.singular().equals(subject))
                .filter(_ -> !facts.isReported(subject) || EntitySchema.isNeverReported(path));
    }
}
