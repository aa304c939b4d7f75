package dev.followup.rule.action;

import dev.followup.event.Facts;
import dev.followup.task.TaskCommand;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlNode;
import java.util.List;
import java.util.stream.Stream;

/// The person who gets a task: users who take turns, or the first assignee that names a user.
///
/// @param rotation the users who take turns; empty if there is no rotation
/// @param people the assignees to try; with a rotation, those who get the task if the CRM refuses all of
/// its users
record Responsible(List<Long> rotation, List<Assignee> people) {

    static final Responsible NOBODY = firstOf(List.of());

    private static final AllowedWords FORMS = AllowedWords.of("rotate", "managers");

    static Responsible firstOf(List<Assignee> people) {
        return new Responsible(List.of(), people);
    }

    /// Reads the value of `responsible`; problems are noted.
    static Responsible read(YamlNode node, ReadContext context) {
        if (!node.isMapping()) {
            var named = Assignee.read(node, context);
            named.ifPresent(person -> context.requireUser(node, person));
            return firstOf(context.orFallbacks(named.orElse(null)));
        }
        var keys = node.keys(FORMS);
        if (keys.values().size() > 1) {
            node.object("found " + keys.values().size() + " ways to find a person, expected one");
        }
        var rotation =
                keys.optional("rotate").map(list -> rotation(list, context)).orElse(List.of());
        var managers = keys.optional("managers").map(pairs -> Assignee.Managers.read(pairs, context));
        managers.ifPresent(person -> context.requireUser(node, person));
        return rotation.isEmpty()
                ? firstOf(context.orFallbacks(managers.orElse(null)))
                : new Responsible(rotation, context.orFallbacks(null));
    }

    private static List<Long> rotation(YamlNode node, ReadContext context) {
        if (!node.isList() || node.items().size() < 2) {
            node.refuse("a list of two users' ids or more, such as [101, 102]");
            return List.of();
        }
        var names = new UniqueNames();
        return node.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .flatMap(item -> context.userId(item).stream())
                .toList();
    }

    /// The paths of the facts that name the user.
    Stream<String> factPaths(List<String> owned) {
        return rotation.isEmpty() ? people.stream().flatMap(person -> person.factPaths(owned)) : Stream.empty();
    }

    /// The users' ids: the one who gets the task, then those who get it if the CRM refuses the ones before. With a
    /// rotation, the users who get it if the CRM refuses all who take turns. Empty if there are none.
    ///
    /// @param owned the subjects whose owner is meant; the first with an owner counts
    private List<Long> users(Facts facts, List<String> owned) {
        return people.stream()
                .flatMap(person -> person.user(facts, owned).stream())
                .distinct()
                .toList();
    }

    /// A command for the users: with a rotation, it is given to one of them later.
    TaskCommand assign(TaskCommand command, Facts facts, List<String> owned) {
        var users = users(facts, owned);
        if (!rotation.isEmpty()) {
            return command.withSubstitutes(users);
        }
        return users.isEmpty() ? command : command.assigned(users);
    }
}
