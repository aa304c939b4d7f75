package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.event.Facts;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Whom a rule names to do a task.
public sealed interface Assignee {

    /// Those who are found in the facts.
    AllowedWords WORDS = AllowedWords.of("owner", "author").expecting("a user's id, owner, author or { managers: … }");

    /// The one of them who may also be asked for among others.
    AllowedWords OWNER = AllowedWords.of("owner").expecting("a user's id, owner, or a list of them");

    /// What may stand in braces.
    AllowedWords FORMS = AllowedWords.of("managers");

    /// Reads a user's id, `owner`, `author` or `{ managers: … }`; empty, and noted, if it is none of them.
    static Optional<Assignee> read(YamlNode node) {
        if (node.isMapping()) {
            return node.keys(FORMS).optional("managers").map(Managers::read);
        }
        return one(node, WORDS);
    }

    /// Reads a user's id or `owner`; empty, and noted, if it is neither.
    static Optional<Assignee> userOrOwner(YamlNode node) {
        return one(node, OWNER);
    }

    private static Optional<Assignee> one(YamlNode node, AllowedWords words) {
        if (node.value().orElse("") instanceof Long id && id > 0) {
            return Optional.of(new User(id));
        }
        return words.admits(node)
                ? Optional.of(node.word().equals("author") ? new Author() : new Owner())
                : Optional.empty();
    }

    /// Reads a user's id and nothing else; empty, and noted, if it is none.
    static Optional<Long> id(YamlNode node) {
        if (node.value().orElse("") instanceof Long id && id > 0) {
            return Optional.of(id);
        }
        node.refuse("a user's id");
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
    default Stream<String> factPaths(List<String> owned) {
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
        static Managers read(YamlNode node) {
            var byOwner = new HashMap<Long, Long>();
            for (var entry : node.entries("a user's id and that of the manager, such as { 101: 103 }")) {
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
