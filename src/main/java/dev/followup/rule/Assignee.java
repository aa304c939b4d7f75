package dev.followup.rule;

import dev.followup.event.CrmEvent;
import java.util.Optional;
import java.util.stream.Stream;

/// Whom a rule names to do a task.
sealed interface Assignee {

    /// Reads a user's id, `owner` or `author`; empty, and noted, if it is none of them.
    static Optional<Assignee> read(Passage passage) {
        if (passage.isMapping()) {
            passage.keys(Vocabulary.of().later("rotate", "managers"));
            return Optional.empty();
        }
        return switch (passage.value().orElse("")) {
            case String word when word.equals("owner") -> Optional.of(new Owner());
            case String word when word.equals("author") -> Optional.of(new Author());
            case Long id when id > 0 -> Optional.of(new User(id));
            default -> {
                passage.refuse("a user's id, owner or author");
                yield Optional.empty();
            }
        };
    }

    /// The user's id; empty for nobody.
    Optional<Long> user(CrmEvent event);

    /// A certain user.
    record User(long id) implements Assignee {

        /// Reads a user's id and nothing else.
        static Optional<Assignee> read(Passage passage) {
            if (passage.value().orElse("") instanceof Long id && id > 0) {
                return Optional.of(new User(id));
            }
            passage.refuse("a user's id");
            return Optional.empty();
        }

        @Override
        public Optional<Long> user(CrmEvent event) {
            return Optional.of(id);
        }
    }

    /// Who is responsible for the entity, or else for what the event happened to. `0` is nobody.
    record Owner() implements Assignee {

        @Override
        public Optional<Long> user(CrmEvent event) {
            var entity =
                    Optional.ofNullable(event.entity()).map(ref -> ref.type().singular());
            return Stream.concat(entity.stream(), Stream.of(event.kind().subject()))
                    .flatMap(subject -> somebody(event, subject + ".responsible_user_id").stream())
                    .findFirst();
        }
    }

    /// Who made it happen. `0` is a robot, and nobody.
    record Author() implements Assignee {

        @Override
        public Optional<Long> user(CrmEvent event) {
            return somebody(event, "event.author");
        }
    }

    private static Optional<Long> somebody(CrmEvent event, String path) {
        return event.facts()
                .at(path)
                .filter(Long.class::isInstance)
                .map(Long.class::cast)
                .filter(id -> id > 0);
    }
}
