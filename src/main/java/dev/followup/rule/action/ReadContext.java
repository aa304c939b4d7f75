package dev.followup.rule.action;

import dev.followup.directory.DirectoryNames;
import dev.followup.directory.NameKind;
import dev.followup.event.EventKind;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.person.People;
import dev.followup.rule.text.TextTemplate;
import dev.followup.rule.text.TextTemplateReader;
import dev.followup.rule.time.WorkingTime;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlNode;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the parts of a rule may refer to.
///
/// @param zone the book's time zone; `null` if it names none
/// @param workingTime the book's working time; `null` if it has none
/// @param fallbacks who gets a task if the action names no user, tried in order
/// @param facts the facts that the rule may use
/// @param types the task types that have names
/// @param kinds the kinds of event of the rule; none if they are not known
/// @param perPerson whether its events report all that was found of a person
/// @param adds whether the rule adds tasks
/// @param rules the rules of the book by their names
/// @param anyFacts the facts of any event
/// @param names the names of the account, which may be used in place of ids
/// @param people the people of the book
/// @param yearly the date of the rule that comes again each year; `null` if there is none
public record ReadContext(
        @Nullable ZoneId zone,
        @Nullable WorkingTime workingTime,
        List<Assignee> fallbacks,
        FactSchema facts,
        TaskTypes types,
        Set<EventKind> kinds,
        boolean perPerson,
        boolean adds,
        RuleIndex rules,
        FactSchema anyFacts,
        DirectoryNames names,
        People people,
        @Nullable YearlyDate yearly) {

    private static final String USER = "a user's id such as 101";
    private static final String PERSON = "a person of the book, or a user's id such as 101";

    /// Reads the user whose id or name is written; empty, with a problem noted, for anything else.
    public Optional<Long> userId(YamlNode node) {
        return userId(node, users());
    }

    private AllowedWords users() {
        return new AllowedWords(people.all().isEmpty() ? USER : PERSON, List.of());
    }

    /// The same where other words may be written, too.
    ///
    /// @param beside these words, for problems
    Optional<Long> userId(YamlNode node, AllowedWords beside) {
        if (people.team(node.word()).isPresent()) {
            node.object(
                    "found \"%s\", which is a team, expected it behind rotate or least-loaded".formatted(node.word()));
            return Optional.empty();
        }
        return names.read(NameKind.USER, node, beside);
    }

    /// Reads a user, a team, or a list of them; problems are noted.
    public Set<Long> userIds(YamlNode node) {
        if (node.items().isEmpty()) {
            node.refuse("a user's id or a list of them");
        }
        var names = new UniqueNames();
        return node.items().stream()
                .filter(item -> names.isNew(item.word(), item))
                .flatMap(item -> userOrTeam(item))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Reads a user or the users of a team; none, with a problem noted, for anything else.
    Stream<Long> userOrTeam(YamlNode item) {
        return userOrTeam(item, users());
    }

    Stream<Long> userOrTeam(YamlNode item, AllowedWords others) {
        return people.team(item.word()).map(List::stream).orElseGet(() -> userId(item, others).stream());
    }

    /// The same for a book with these people.
    public ReadContext with(People everybody) {
        return new ReadContext(
                zone,
                workingTime,
                fallbacks,
                facts,
                types,
                kinds,
                perPerson,
                adds,
                rules,
                anyFacts,
                names,
                everybody,
                yearly);
    }

    /// The same for a book that gives tasks to this user if nothing else names one.
    public ReadContext withFallback(long user) {
        return new ReadContext(
                zone,
                workingTime,
                List.of(new Assignee.User(user)),
                facts,
                types,
                kinds,
                perPerson,
                adds,
                rules,
                anyFacts,
                names,
                people,
                yearly);
    }

    /// The assignees to try: the named one, then the fallbacks.
    List<Assignee> orFallbacks(@Nullable Assignee named) {
        return named == null
                ? fallbacks
                : Stream.concat(Stream.of(named), fallbacks.stream()).toList();
    }

    /// The context of a rule of the book.
    ///
    /// @param perPerson whether its events report all that was found of a person
    /// @param yearlyDate the date of the rule that comes again each year; `null` if there is none
    public ReadContext of(
            String name,
            Set<EventKind> kinds,
            boolean perPerson,
            @Nullable Assignee fallback,
            boolean adds,
            @Nullable YearlyDate yearlyDate) {
        return new ReadContext(
                zone,
                workingTime,
                orFallbacks(fallback),
                perPerson ? facts.ofPeople(kinds) : facts.of(kinds),
                types,
                kinds,
                perPerson,
                adds,
                rules.of(name),
                anyFacts,
                names,
                people,
                yearlyDate);
    }

    /// The date of the rule that comes again each year; `null` if a field is not this date.
    @Nullable
    YearlyDate yearlyDate(DateField field) {
        return yearly != null && yearly.field().equals(field) ? yearly : null;
    }

    /// Reads the text of a task; empty, with a problem noted, if it is invalid.
    Optional<TextTemplate> text(YamlNode node) {
        var text = TextTemplateReader.read(node, facts, zone);
        text.stream()
                .flatMap(TextTemplate::paths)
                .flatMap(path -> FactSchema.namelessField(path).stream())
                .forEach(field -> names.use(NameKind.FIELD, field, node));
        return text;
    }

    /// Reads the rule whose tasks are meant; empty, with a problem noted, if it is invalid.
    ///
    /// @return the key of the rule
    Optional<String> maker(YamlNode node) {
        return rules.maker(node);
    }

    /// Notes a problem if no event of the rule names such a user.
    public void requireUser(YamlNode node, Assignee person) {
        var paths = person.namedBy(kinds).toList();
        if (!kinds.isEmpty()
                && !paths.isEmpty()
                && paths.stream().allMatch(path -> facts.reach(path).type().isEmpty())) {
            node.object("found %s, but the event %s never has %s, expected a user's id such as 101"
                    .formatted(
                            node.isMapping() ? "managers" : ValueText.quoted(node.word()),
                            ValueText.or(kinds.stream().map(EventKind::word).toList()),
                            person instanceof Assignee.Author ? "an author" : "an owner"));
        }
    }

    /// Notes a problem if the rule is on a kind of event that never has an entity.
    public void requireEntity(YamlNode node) {
        if (perPerson) {
            node.object("found a rule with \"per\", whose event reports a person's finds and names no single lead,"
                    + " contact, company, customer or task");
            return;
        }
        kinds.stream()
                .filter(kind -> !kind.mayHaveEntity())
                .findFirst()
                .ifPresent(kind -> node.object(
                        "found a rule on " + kind + ", which never names a lead, contact, company or customer"));
    }
}
