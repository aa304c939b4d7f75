package dev.followup.event;

import java.util.Arrays;
import java.util.Optional;

/// A reference to an entity to which tasks can be linked.
///
/// @param type the type of entity
/// @param id its id in the CRM, positive
public record EntityRef(Type type, long id) {

    public EntityRef {
        if (id <= 0) {
            throw new IllegalArgumentException("entity id is " + id + ", expected a positive number");
        }
    }

    /// The types of entity to which tasks can be linked.
    /// Source: CRM documentation, "Tasks List", `filter[entity_type]`; read 2026-11-21.
    public enum Type {
        LEADS("leads", "lead"),
        CONTACTS("contacts", "contact"),
        COMPANIES("companies", "company"),
        CUSTOMERS("customers", "customer");

        private final String word;
        private final String singular;

        Type(String word, String singular) {
            this.word = word;
            this.singular = singular;
        }

        /// The plural word that API v4 uses, such as `leads`.
        public String word() {
            return word;
        }

        /// The type with this name, plural or singular; empty if there is none.
        public static Optional<Type> of(String word) {
            return Arrays.stream(values())
                    .filter(type -> word.equals(type.word) || word.equals(type.singular))
                    .findFirst();
        }

        /// The singular under which facts have the entity, such as `lead`.
        public String singular() {
            return singular;
        }
    }

    /// The entity with this path, such as `leads/501`; empty if it is none.
    public static Optional<EntityRef> of(String path) {
        var parts = path.split("/", -1);
        if (parts.length != 2 || !parts[1].matches("[1-9]\\d{0,17}")) {
            return Optional.empty();
        }
        return Type.of(parts[0]).map(type -> new EntityRef(type, Long.parseLong(parts[1])));
    }

    /// The path of the API, such as `leads/501`.
    @Override
    public String toString() {
        return type.word + "/" + id;
    }
}
