package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A way to find the user who is responsible for a task.
public sealed interface Assignee {

    /// The fact that names the user who caused the event.
    String AUTHOR = "event.author";

    /// The fact that names the user whose finds an event reports.
    String PERSON = "person.id";

    /// The end of the fact that names the user who owns a subject.
    String OWNED_BY = ".responsible_user_id";

    /// Users found among the facts.
    AllowedWords WORDS =
            AllowedWords.of("owner", "author").expecting("a user's id such as 101, owner, author or { managers: … }");

    /// The words in a list of users to search by.
    AllowedWords OWNER = AllowedWords.of("owner").expecting("a user's id, owner, or a list of them");

    /// The keys of a mapping in this place.
    AllowedWords FORMS = AllowedWords.of("managers");

    /// Reads a user's id, `owner`, `author` or `{ managers: … }`; empty, with a problem noted, for anything
    /// else.
    static Optional<Assignee> read(YamlNode node, ReadContext context) {
        if (node.isMapping()) {
            return node.keys(FORMS).optional("managers").map(managers -> Managers.read(managers, context));
        }
        return one(node, WORDS, context);
    }

    /// Reads a user's id or `owner`; empty, with a problem noted, for anything else.
    static Optional<Assignee> userOrOwner(YamlNode node, ReadContext context) {
        return one(node, OWNER, context);
    }

    private static Optional<Assignee> one(YamlNode node, AllowedWords words, ReadContext context) {
        return words.knows(node.word())
                ? Optional.of(node.word().equals("author") ? new Author() : new Owner())
                : context.userId(node, words).map(User::new);
    }

    /// The subjects whose owner is meant: the event's entity, else the event's subject.
    static List<String> owned(CrmEvent event) {
        var entity = Optional.ofNullable(event.entity()).map(ref -> ref.type().singular());
        return Stream.concat(entity.stream(), Stream.of(event.kind().subject())).toList();
    }

    /// The user's id; empty if there is no such user.
    ///
    /// @param owned the subjects whose owner is meant; the first with an owner counts
    Optional<Long> user(Facts facts, List<String> owned);

    /// The paths of the facts that may name the user in events of these kinds; none if the rule names the user
    /// itself.
    default Stream<String> namedBy(Set<EventKind> kinds) {
        return switch (this) {
            case User _ -> Stream.empty();
            case Author _ -> Stream.of(AUTHOR);
            case Owner _, Managers _ ->
                Stream.concat(
                        Stream.of(PERSON),
                        Stream.concat(
                                        Arrays.stream(EntityRef.Type.values()).map(EntityRef.Type::singular),
                                        kinds.stream().map(EventKind::subject))
                                .map(subject -> subject + OWNED_BY));
        };
    }

    /// The path of the fact that names the user; none if the rule names the user itself.
    default Stream<String> factPaths(List<String> owned) {
        return switch (this) {
            case User _, Author _ -> Stream.empty();
            case Owner _, Managers _ -> Stream.of(owned.getFirst() + OWNED_BY);
        };
    }

    /// A user by id.
    record User(long id) implements Assignee {

        @Override
        public Optional<Long> user(Facts facts, List<String> owned) {
            return Optional.of(id);
        }
    }

    /// The responsible user of the entity, or the person whose finds the event reports. `0` is no user.
    record Owner() implements Assignee {

        @Override
        public Optional<Long> user(Facts facts, List<String> owned) {
            return Stream.concat(Stream.of(PERSON), owned.stream().map(subject -> subject + OWNED_BY))
                    .flatMap(path -> facts.id(path).stream())
                    .findFirst();
        }
    }

    /// The user who caused the event. `0` is a robot, and no user.
    record Author() implements Assignee {

        @Override
        public Optional<Long> user(Facts facts, List<String> owned) {
            return facts.id(AUTHOR);
        }
    }

    /// The manager of the responsible user.
    ///
    /// @param byOwner the managers' ids by those of their people; others have no manager
    record Managers(Map<Long, Long> byOwner) implements Assignee {

        public Managers {
            byOwner = Map.copyOf(byOwner);
        }

        /// Reads pairs of users; problems are noted.
        static Managers read(YamlNode node, ReadContext context) {
            var byOwner = new HashMap<Long, Long>();
            for (var entry : node.entries("a user's id and that of the manager, such as { 101: 103 }")) {
                var owner = context.userId(entry.key());
                var manager = context.userId(entry.value());
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
