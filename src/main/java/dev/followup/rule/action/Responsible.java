package dev.followup.rule.action;

import dev.followup.event.Facts;
import dev.followup.rule.person.Attendance;
import dev.followup.rule.person.Person;
import dev.followup.task.PersonChoice.Candidate;
import dev.followup.task.Rotation;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The person who gets a task: the first assignee that names a user, users who take turns, or the user of some
/// who has the fewest open tasks.
///
/// @param group the users who take turns, or among whom one is chosen; empty if an assignee names the user
/// @param isRotation whether they take turns
/// @param onlyAtWork whether only those of them get a task who work at that hour
/// @param people the assignees to try; with a group, those who get the task if nobody of it can
record Responsible(List<Long> group, boolean isRotation, boolean onlyAtWork, List<Assignee> people) {

    static final Responsible NOBODY = firstOf(List.of());

    private static final String ROTATE = "rotate";
    private static final String LEAST_LOADED = "least-loaded";
    private static final String MANAGERS = "managers";
    private static final String WORKING_NOW = "on-shift";
    private static final List<String> WAYS = List.of(ROTATE, LEAST_LOADED, MANAGERS);
    private static final AllowedWords FORMS = AllowedWords.of(ROTATE, LEAST_LOADED, MANAGERS, WORKING_NOW);

    static Responsible firstOf(List<Assignee> people) {
        return new Responsible(List.of(), false, false, people);
    }

    /// Reads the value of `responsible`; problems are noted.
    static Responsible read(YamlNode node, ReadContext context) {
        if (!node.isMapping()) {
            var named = Assignee.read(node, context);
            named.ifPresent(person -> context.requireUser(node, person));
            return firstOf(context.orFallbacks(named.orElse(null)));
        }
        var keys = node.keys(FORMS);
        long ways = WAYS.stream().filter(keys.values()::containsKey).count();
        if (ways > 1) {
            node.object("found " + ways + " ways to find a person, expected one");
        }
        var hours = keys.optional(WORKING_NOW);
        boolean onlyAtWork = hours.filter(Responsible::isTrue).isPresent();
        var rotation = keys.optional(ROTATE);
        var group = rotation.or(() -> keys.optional(LEAST_LOADED));
        hours.filter(_ -> group.isEmpty())
                .ifPresent(found -> found.object("found \"on-shift\" without \"rotate\" and \"least-loaded\", expected"
                        + " it beside one of them"));
        var members = group.map(found -> group(found, context)).orElse(List.of());
        hours.filter(_ -> onlyAtWork).ifPresent(found -> requireHours(found, members, context));
        var managers = keys.optional(MANAGERS).map(pairs -> Assignee.Managers.read(pairs, context));
        managers.ifPresent(person -> context.requireUser(node, person));
        return members.isEmpty()
                ? firstOf(context.orFallbacks(managers.orElse(null)))
                : new Responsible(members, rotation.isPresent(), onlyAtWork, context.orFallbacks(null));
    }

    private static boolean isTrue(YamlNode node) {
        if (node.value().orElse("") instanceof Boolean flag) {
            return flag;
        }
        node.refuse("true or false");
        return false;
    }

    private static void requireHours(YamlNode node, List<Long> members, ReadContext context) {
        members.stream()
                .filter(user ->
                        context.workingTime() == null && context.people().calendarOf(user) == null)
                .findFirst()
                .ifPresent(user -> node.object("found \"on-shift\", but %s has no calendar, expected one, or the book's"
                                .formatted(context.people().nameOf(user))
                        + " working-time"));
    }

    private static List<Long> group(YamlNode node, ReadContext context) {
        var team = context.people().team(node.word());
        if (team.isPresent()) {
            return team.get();
        }
        if (!node.isList() || node.items().size() < 2) {
            if (node.value().orElse(0) instanceof String) {
                new AllowedWords(
                                "a team of the book, or a list of two people or more, such as [101, 102]",
                                context.people().teams())
                        .admits(node);
            } else {
                node.refuse("a team of the book, or a list of two people or more, such as [101, 102]");
            }
            return List.of();
        }
        var names = new UniqueNames();
        return node.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .flatMap(item -> context.userOrTeam(item))
                .distinct()
                .toList();
    }

    /// The paths of the facts that name the user.
    Stream<String> factPaths(List<String> owned) {
        return group.isEmpty() ? people.stream().flatMap(person -> person.factPaths(owned)) : Stream.empty();
    }

    /// The people who may get a task of an event.
    ///
    /// @param owned the subjects whose owner is meant; the first with an owner counts
    Assignment assignment(Facts facts, List<String> owned, Attendance attendance) {
        var passedOver = new ArrayList<String>();
        var there = new ArrayList<Long>();
        var rotation = new ArrayList<Rotation.Member>();
        for (var user : group) {
            var objection = attendance.objection(user, onlyAtWork);
            objection.ifPresent(passedOver::add);
            rotation.add(new Rotation.Member(name(user, attendance), user, objection.isEmpty()));
            if (objection.isEmpty()) {
                there.add(user);
            }
        }
        var users = new ArrayList<Long>();
        boolean isNamed = !group.isEmpty();
        for (var person : people) {
            var meant = person.user(facts, owned);
            isNamed |= meant.isPresent();
            meant.flatMap(user ->
                            attendance.orDeputy(user, there.isEmpty() && users.isEmpty() ? passedOver::add : _ -> {}))
                    .filter(user -> !users.contains(user))
                    .ifPresent(users::add);
        }
        boolean takesTurns = isRotation && !there.isEmpty();
        boolean choosesLeast = !isRotation && !there.isEmpty();
        return new Assignment(
                List.copyOf(users),
                takesTurns ? new Rotation(rotation) : Rotation.NONE,
                choosesLeast
                        ? there.stream()
                                .map(user -> candidate(user, attendance))
                                .toList()
                        : List.of(),
                passedOver.stream().distinct().toList(),
                isNamed && there.isEmpty() && users.isEmpty(),
                attendance);
    }

    private static String name(long user, Attendance attendance) {
        return attendance.people().of(user).map(Person::name).orElse(String.valueOf(user));
    }

    private static Candidate candidate(long user, Attendance attendance) {
        Optional<Person> person = attendance.people().of(user);
        return new Candidate(
                attendance.people().nameOf(user),
                user,
                person.map(Person::maxOpenTasks).orElse(null));
    }
}
