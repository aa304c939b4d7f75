package dev.followup.rule;

import dev.followup.event.Facts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who is to do a task: users who take turns, or the first of some people who is somebody.
///
/// @param rotation the users who take turns; empty if nobody does
/// @param people who may be the one; nobody if users take turns
record Responsible(List<Long> rotation, List<Assignee> people) {

    static final Responsible NOBODY = firstOf(List.of());

    private static final Vocabulary FORMS = Vocabulary.of("rotate", "managers");

    static Responsible firstOf(List<Assignee> people) {
        return new Responsible(List.of(), people);
    }

    /// Reads who is responsible; what is wrong is noted.
    static Responsible read(Passage passage, Scope scope) {
        if (!passage.isMapping()) {
            return firstOf(scope.after(Assignee.read(passage).orElse(null)));
        }
        var keys = passage.keys(FORMS);
        if (keys.values().size() > 1) {
            passage.object("found " + keys.values().size() + " ways to find a person, expected one");
        }
        var rotation = keys.optional("rotate").map(Responsible::rotation).orElse(List.of());
        var managers = keys.optional("managers").map(Assignee.Managers::read);
        return rotation.isEmpty() ? firstOf(scope.after(managers.orElse(null))) : new Responsible(rotation, List.of());
    }

    private static List<Long> rotation(Passage passage) {
        if (!passage.isList() || passage.items().size() < 2) {
            passage.refuse("a list of two users' ids or more, such as [101, 102]");
            return List.of();
        }
        var names = new Names();
        return passage.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .flatMap(item -> Assignee.id(item).stream())
                .toList();
    }

    /// The paths of the facts that tell who it is.
    Stream<String> mentions(List<String> owned) {
        return people.stream().flatMap(person -> person.mentions(owned));
    }

    /// The user's id; empty for nobody, and as long as nobody's turn is taken.
    ///
    /// @param owned what has the owner that is meant, the first that has one
    Optional<Long> user(Facts facts, List<String> owned) {
        return people.stream()
                .flatMap(person -> person.user(facts, owned).stream())
                .findFirst();
    }
}
