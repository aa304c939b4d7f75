package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.person.People;
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
    AllowedWords WORDS = AllowedWords.of("owner", "author", "manager")
            .expecting("a user's id such as 101, owner, author, manager or { managers: … }");

    /// The words in a list of users to search by.
    AllowedWords OWNER = AllowedWords.of("owner").expecting("a user's id, owner, or a list of them");

    /// The keys of a mapping in this place.
    AllowedWords FORMS = AllowedWords.of("managers");

    /// Reads a user, `owner`, `author`, `manager` or `{ managers: … }`; empty, with a problem noted, for anything
    /// else.
    static Optional<Assignee> read(YamlNode node, ReadContext context) {
        if (node.isMapping()) {
            return node.keys(FORMS).optional("managers").map(managers -> Managers.read(managers, context));
        }
        return one(node, context);
    }

    /// Reads a user, a team or `owner`; none, with a problem noted, for anything else.
    static Stream<Assignee> usersOrOwner(YamlNode node, ReadContext context) {
        return OWNER.knows(node.word())
                ? Stream.of(new Owner())
                : context.userOrTeam(node, OWNER).map(User::new);
    }

    private static Optional<Assignee> one(YamlNode node, ReadContext context) {
        return switch (node.word()) {
            case "owner" -> Optional.of(new Owner());
            case "author" -> Optional.of(new Author());
            case "manager" -> Optional.of(new Manager(context.people()));
            default -> context.userId(node, WORDS).map(User::new);
        };
    }

    /// The subjects whose owner is meant: the event's entity, else the event's subject.
    static List<String> owned(CrmEvent event) {
        var entity = Optional.ofNullable(event.entity()).map(ref -> ref.type().singular());
        return Stream.concat(entity.stream(), Stream.of(event.kind().subject())).toList();
    }

    /// The subjects whose owner has a task or an entity now: on an event of a task, its own person first.
    static List<String> held(CrmEvent event) {
        var owned = owned(event);
        return event.kind().isOfTask() ? owned.reversed() : owned;
    }

    /// The user who has an event's task, or else its entity; empty if nobody is known to have it.
    static Optional<Long> holder(CrmEvent event) {
        return new Owner().user(event.facts(), held(event));
    }

    /// The paths of the facts that name that user.
    static Stream<String> holderPaths(CrmEvent event) {
        return new Owner().factPaths(held(event));
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
            case Owner _, Manager _, Managers _ ->
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
            case Owner _, Manager _, Managers _ -> Stream.of(owned.getFirst() + OWNED_BY);
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

    /// The manager of the responsible user, whom the book's people name.
    record Manager(People people) implements Assignee {

        @Override
        public Optional<Long> user(Facts facts, List<String> owned) {
            return new Owner().user(facts, owned).flatMap(people::managerOf);
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
