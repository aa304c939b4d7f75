package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.Facts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Whom a rule names to do a task.
sealed interface Assignee {

    /// Those who are found in the facts.
    Vocabulary WORDS = Vocabulary.of("owner", "author").expecting("a user's id, owner, author or { managers: … }");

    /// The one of them who may also be asked for among others.
    Vocabulary OWNER = Vocabulary.of("owner").expecting("a user's id, owner, or a list of them");

    /// What may stand in braces.
    Vocabulary FORMS = Vocabulary.of("managers");

    /// Reads a user's id, `owner`, `author` or `{ managers: … }`; empty, and noted, if it is none of them.
    static Optional<Assignee> read(Passage passage) {
        if (passage.isMapping()) {
            return passage.keys(FORMS).optional("managers").map(Managers::read);
        }
        return one(passage, WORDS);
    }

    /// Reads a user's id or `owner`; empty, and noted, if it is neither.
    static Optional<Assignee> userOrOwner(Passage passage) {
        return one(passage, OWNER);
    }

    private static Optional<Assignee> one(Passage passage, Vocabulary words) {
        if (passage.value().orElse("") instanceof Long id && id > 0) {
            return Optional.of(new User(id));
        }
        return words.admits(passage)
                ? Optional.of(passage.word().equals("author") ? new Author() : new Owner())
                : Optional.empty();
    }

    /// Reads a user's id and nothing else; empty, and noted, if it is none.
    static Optional<Long> id(Passage passage) {
        if (passage.value().orElse("") instanceof Long id && id > 0) {
            return Optional.of(id);
        }
        passage.refuse("a user's id");
        return Optional.empty();
    }

    /// What has the owner that an event's rule means: the entity, or else what the event happened to.
    static List<String> owned(CrmEvent event) {
        var entity = Optional.ofNullable(event.entity()).map(ref -> ref.type().singular());
        return Stream.concat(entity.stream(), Stream.of(event.kind().subject())).toList();
    }

    /// The user's id; empty for nobody.
    ///
    /// @param owned what has the owner that is meant, the first that has one
    Optional<Long> user(Facts facts, List<String> owned);

    /// The path of the fact that tells who it is; none if the rule itself does.
    default Stream<String> mentions(List<String> owned) {
        return switch (this) {
            case User _, Author _ -> Stream.empty();
            case Owner _, Managers _ -> Stream.of(owned.getFirst() + ".responsible_user_id");
        };
    }

    /// A certain user.
    record User(long id) implements Assignee {

        @Override
        public Optional<Long> user(Facts facts, List<String> owned) {
            return Optional.of(id);
        }
    }

    /// Who is responsible for it. `0` is nobody.
    record Owner() implements Assignee {

        @Override
        public Optional<Long> user(Facts facts, List<String> owned) {
            return owned.stream()
                    .flatMap(subject -> facts.id(subject + ".responsible_user_id").stream())
                    .findFirst();
        }
    }

    /// Who made it happen. `0` is a robot, and nobody.
    record Author() implements Assignee {

        @Override
        public Optional<Long> user(Facts facts, List<String> owned) {
            return facts.id("event.author");
        }
    }

    /// The manager of who is responsible for it.
    ///
    /// @param byOwner the managers' ids by those of their people; who is not among these has none
    record Managers(Map<Long, Long> byOwner) implements Assignee {

        public Managers {
            byOwner = Map.copyOf(byOwner);
        }

        /// Reads pairs of users, what is wrong with them being noted.
        static Managers read(Passage passage) {
            var byOwner = new HashMap<Long, Long>();
            for (var entry : passage.entries("a user's id and that of the manager, such as { 101: 103 }")) {
                var owner = id(entry.key());
                var manager = id(entry.value());
                owner.ifPresent(one -> manager.ifPresent(other -> byOwner.put(one, other)));
            }
            return new Managers(byOwner);
        }

        @Override
        public Optional<Long> user(Facts facts, List<String> owned) {
            return new Owner().user(facts, owned).flatMap(owner -> Optional.ofNullable(byOwner.get(owner)));
        }
    }
}
