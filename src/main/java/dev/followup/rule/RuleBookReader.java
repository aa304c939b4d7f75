package dev.followup.rule;

import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryNames;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.action.RuleIndex;
import dev.followup.rule.action.RuleIndex.IndexedRule;
import dev.followup.rule.action.TaskTypes;
import dev.followup.rule.fact.CustomFields;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.person.People;
import dev.followup.rule.person.PeopleReader;
import dev.followup.rule.time.WorkingTimeReader;
import dev.followup.rule.time.ZoneReader;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.InvalidFileException;
import dev.followup.yaml.Problems;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlFile;
import dev.followup.yaml.YamlNode;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The reader of rule books in YAML. It reports every problem of a book at once.
public final class RuleBookReader {

    private static final AllowedWords KEYS = AllowedWords.of(
            "zone", "working-time", "calendars", "people", "teams", "fields", "task-types", "responsible", "rules");

    private RuleBookReader() {}

    /// Reads the book in a file without a directory: its rules use ids only.
    ///
    /// @param name the name of the file in problems, such as `rules.yaml`
    /// @param yaml the text of the file
    /// @throws InvalidFileException with every problem of the file, if there is one
    public static RuleBook read(String name, String yaml) throws InvalidFileException {
        return read(name, yaml, null);
    }

    /// Reads the book in a file.
    ///
    /// @param name the name of the file in problems, such as `rules.yaml`
    /// @param yaml the text of the file
    /// @param directory the names of the account; `null` if there are none
    /// @throws InvalidFileException with every problem of the file, if there is one
    public static RuleBook read(String name, String yaml, @Nullable Directory directory) throws InvalidFileException {
        var problems = new Problems();
        var names = new DirectoryNames(directory);
        var book = new YamlFile(name, yaml).read(problems, "a book with rules").map(root -> book(root, names));
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        return book.orElseThrow();
    }

    private static RuleBook book(YamlNode book, DirectoryNames names) {
        var keys = book.keys(KEYS);
        var zone = keys.optional("zone").map(ZoneReader::read);
        var workingTime = keys.optional("working-time").map(found -> WorkingTimeReader.read(found, zone.orElse(null)));
        var fields = keys.optional("fields")
                .map(found -> CustomFields.read(found, zone.orElse(null), names))
                .orElse(CustomFields.NONE);
        var types = keys.optional("task-types")
                .map(found -> TaskTypes.read(found, names))
                .orElseGet(() -> TaskTypes.common(names));
        var anyFacts = FactSchema.ofAnyEvent(fields.types());
        var context = new ReadContext(
                zone.orElse(null),
                workingTime.orElse(null),
                List.of(),
                anyFacts,
                types,
                Set.of(),
                false,
                false,
                keys.optional("rules").map(RuleBookReader::index).orElse(RuleIndex.NONE),
                anyFacts,
                names,
                People.NONE,
                null);
        var people = new PeopleReader(
                        keys.optional("calendars").map(PeopleReader::calendars).orElse(Map.of()),
                        zone.orElse(ZoneOffset.UTC),
                        workingTime.orElse(null),
                        context::userId,
                        user -> names.user(user).map(Directory.User::active).orElse(true))
                .read(keys.optional("people"), keys.optional("teams"));
        people.all().forEach(person -> names.call(person.name(), person.user()));
        people.teams().forEach(team -> people.team(team).ifPresent(users -> names.call(team, users)));
        var ofPeople = context.with(people);
        var ofRules = keys.optional("responsible")
                .flatMap(ofPeople::userId)
                .map(ofPeople::withFallback)
                .orElse(ofPeople);
        var rules = keys.required("rules").map(found -> rules(found, ofRules)).orElse(List.of());
        return new RuleBook(zone.orElse(ZoneOffset.UTC), fields, workingTime.orElse(null), people, rules, names);
    }

    private static RuleIndex index(YamlNode rules) {
        var byName = new LinkedHashMap<String, IndexedRule>();
        for (var rule : rules.items()) {
            RuleReader.name(rule).ifPresent(name -> byName.putIfAbsent(name.word(), RuleReader.indexed(name, rule)));
        }
        return RuleIndex.of(byName);
    }

    private static List<Rule> rules(YamlNode rules, ReadContext context) {
        if (!rules.isList() || rules.items().isEmpty()) {
            rules.refuse("a list of rules, such as - name: …");
            return List.of();
        }
        var names = new UniqueNames();
        rules.items().forEach(rule -> RuleReader.name(rule).ifPresent(name -> names.isNew(name.word(), name)));
        var formerNames = new UniqueNames();
        rules.items().forEach(rule -> RuleReader.formerName(rule).ifPresent(was -> formerNames.isNew(was.word(), was)));
        return rules.items().stream()
                .flatMap(rule -> RuleReader.read(rule, context).stream())
                .toList();
    }
}
