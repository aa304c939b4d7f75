package dev.followup.rule.person;

import dev.followup.rule.time.WorkingTime;
import dev.followup.rule.time.WorkingTimeReader;
import dev.followup.task.Absence;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The reader of calendars, people and teams: the values of `calendars`, `people` and `teams`.
///
/// @param zone the zone of people without a calendar
/// @param workingTime the working time of people without a calendar; `null` for any time
/// @param users reads the user who a person is
/// @param isActive whether a user can get tasks, as far as it is known
public record PeopleReader(
        Map<String, WorkingTime> calendars,
        ZoneId zone,
        @Nullable WorkingTime workingTime,
        Function<YamlNode, Optional<Long>> users,
        Predicate<Long> isActive) {

    /// How many open tasks a person may have at most: so many the CRM shows at once.
    public static final int MOST_OPEN_TASKS = 250;

    /// Words that mean somebody else where a person's name may be.
    private static final Set<String> WORDS = Set.of("owner", "author", "manager", "away");

    private static final AllowedWords KEYS =
            AllowedWords.of("user", "calendar", "away", "deputy", "manager", "max-open-tasks");
    private static final Pattern DAYS =
            Pattern.compile("(?<from>\\d{4}-\\d{2}-\\d{2})(?:/(?<to>\\d{4}-\\d{2}-\\d{2}))?");
    private static final String EXPECTED_NAME = "a name of up to 64 small letters, digits and hyphens, such as anna";

    /// Reads calendars by their names; problems are noted.
    public static Map<String, WorkingTime> calendars(YamlNode node) {
        var calendars = new LinkedHashMap<String, WorkingTime>();
        for (var entry : node.entries("calendars by their names, such as moscow: { zone: Europe/Moscow, … }")) {
            if (!entry.key().isName()) {
                entry.key().refuse("a name of up to 64 small letters, digits and hyphens, such as moscow");
            }
            calendars.put(entry.name(), WorkingTimeReader.calendar(entry.value()));
        }
        return calendars;
    }

    /// Reads people and teams; problems are noted.
    ///
    /// @param people the value of `people`; empty if the book has none
    /// @param teams the value of `teams`; empty if the book has none
    public People read(Optional<YamlNode> people, Optional<YamlNode> teams) {
        var entries = people.map(node -> node.entries("people by their names, such as anna: { user: 101 }"))
                .orElse(List.of());
        var names = entries.stream().map(YamlNode.Entry::name).toList();
        var read = new ArrayList<Person>();
        var deputies = new LinkedHashMap<String, Named>();
        var managers = new LinkedHashMap<String, Named>();
        var users = new UniqueNames();
        for (var entry : entries) {
            refuseNoName(entry.key());
            person(entry, names, users, deputies, managers).ifPresent(read::add);
        }
        refuseCircles(deputies, "deputies");
        refuseCircles(managers, "managers");
        return new People(read, teams.map(node -> teams(node, read, names)).orElse(Map.of()), zone, workingTime);
    }

    private static void refuseNoName(YamlNode key) {
        if (!key.isName()) {
            key.refuse(EXPECTED_NAME);
        } else if (WORDS.contains(key.word())) {
            key.object("found \"" + key.word() + "\", which means somebody else in rules, expected another name");
        }
    }

    private Optional<Person> person(
            YamlNode.Entry entry,
            Collection<String> names,
            UniqueNames users,
            Map<String, Named> deputies,
            Map<String, Named> managers) {
        var name = entry.name();
        var keys = entry.value().keys(KEYS);
        var user = keys.required("user")
                .flatMap(node -> this.users.apply(node).filter(id -> users.isNew(String.valueOf(id), node)));
        var calendar = keys.optional("calendar").flatMap(this::calendar);
        var deputy = keys.optional("deputy").filter(node -> other(node, name, names));
        var manager = keys.optional("manager").filter(node -> other(node, name, names));
        deputy.ifPresent(node -> deputies.put(name, new Named(node.word(), node)));
        manager.ifPresent(node -> managers.put(name, new Named(node.word(), node)));
        var away = keys.optional("away").map(node -> away(node, name)).orElse(List.of());
        var most = keys.optional("max-open-tasks").flatMap(PeopleReader::maxOpenTasks);
        return user.map(id -> new Person(
                name,
                id,
                isActive.test(id),
                calendar.orElse(null),
                away,
                deputy.map(YamlNode::word).orElse(null),
                manager.map(YamlNode::word).orElse(null),
                most.orElse(null)));
    }

    private Optional<WorkingTime> calendar(YamlNode node) {
        if (calendars.isEmpty()) {
            node.object("found \"" + node.word() + "\", but the book has no \"calendars\"");
            return Optional.empty();
        }
        return new AllowedWords("a calendar of the book", calendars.keySet()).admits(node)
                ? Optional.ofNullable(calendars.get(node.word()))
                : Optional.empty();
    }

    /// Whether a node names another person of the book; a problem is noted if not.
    private static boolean other(YamlNode node, String own, Collection<String> names) {
        if (node.word().equals(own)) {
            node.object("found the person's own name, expected another person of the book");
            return false;
        }
        return new AllowedWords("a person of the book", names).admits(node);
    }

    /// Reads absences; problems are noted.
    ///
    /// @param person the name of who is away
    public static List<Absence> away(YamlNode node, String person) {
        if (node.items().isEmpty()) {
            node.refuse("days such as 2026-12-21/2027-01-08, or a list of them");
        }
        var absences = new ArrayList<Absence>();
        for (var item : node.items()) {
            absence(item, person).ifPresent(absences::add);
        }
        return absences;
    }

    private static Optional<Absence> absence(YamlNode node, String person) {
        var form = DAYS.matcher(node.word());
        try {
            if (form.matches()) {
                var from = LocalDate.parse(form.group("from"));
                var to = form.group("to") == null ? from : LocalDate.parse(form.group("to"));
                if (to.isBefore(from)) {
                    node.object("found \"%s\", which ends before it begins, expected %s/%s"
                            .formatted(node.word(), to, from));
                    return Optional.empty();
                }
                return Optional.of(new Absence(person, from, to, null));
            }
        } catch (DateTimeException _) {
            // refused below: the 30th of February
        }
        node.refuse("the first and the last day, such as 2026-12-21/2027-01-08, or a single day");
        return Optional.empty();
    }

    private static Optional<Integer> maxOpenTasks(YamlNode node) {
        if (node.value().orElse("") instanceof Long most && most >= 1 && most <= MOST_OPEN_TASKS) {
            return Optional.of(most.intValue());
        }
        node.refuse("how many open tasks are enough, from 1 to " + MOST_OPEN_TASKS);
        return Optional.empty();
    }

    private static void refuseCircles(Map<String, Named> others, String what) {
        var reported = new HashSet<String>();
        for (var start : others.keySet()) {
            var circle = new LinkedHashSet<String>();
            var next = start;
            while (others.containsKey(next) && circle.add(next)) {
                next = others.get(next).name;
            }
            if (next.equals(start) && !circle.isEmpty() && reported.addAll(circle)) {
                others.get(start)
                        .node
                        .object("found a circle of %s: %s, %s, expected one of them without"
                                .formatted(what, String.join(", ", circle), start));
            }
        }
    }

    private Map<String, List<Long>> teams(YamlNode node, List<Person> people, Collection<String> names) {
        var users = new HashMap<String, Long>();
        people.forEach(person -> users.put(person.name(), person.user()));
        var teams = new LinkedHashMap<String, List<Long>>();
        for (var entry : node.entries("teams by their names, such as sales: [anna, boris]")) {
            refuseNoName(entry.key());
            if (names.contains(entry.name())) {
                entry.key().object("found \"" + entry.name() + "\", which is the name of a person, expected another");
            }
            teams.put(entry.name(), members(entry.value(), users, names));
        }
        return teams;
    }

    private List<Long> members(YamlNode node, Map<String, Long> users, Collection<String> names) {
        if (!node.isList() || node.items().isEmpty()) {
            node.refuse("a list of people, such as [anna, boris]");
            return List.of();
        }
        var unique = new UniqueNames();
        var members = new LinkedHashSet<Long>();
        for (var item : node.items()) {
            if (unique.isNew(item.word(), item)) {
                member(item, users, names).ifPresent(members::add);
            }
        }
        return List.copyOf(members);
    }

    private Optional<Long> member(YamlNode item, Map<String, Long> users, Collection<String> names) {
        if (item.value().orElse("") instanceof Long) {
            return this.users.apply(item);
        }
        return new AllowedWords("a person of the book", names).admits(item)
                ? Optional.ofNullable(users.get(item.word()))
                : Optional.empty();
    }

    private record Named(String name, YamlNode node) {}
}
