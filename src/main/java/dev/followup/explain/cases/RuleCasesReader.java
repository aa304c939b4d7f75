package dev.followup.explain.cases;

import dev.followup.rule.person.PeopleReader;
import dev.followup.task.Absence;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.InvalidFileException;
import dev.followup.yaml.Problems;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlFile;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The reader of the cases beside a rule book. It reports every problem at once.
public final class RuleCasesReader {

    private static final AllowedWords CASE = AllowedWords.of("name", "away", "given", "expect", "story");
    private static final AllowedWords STEP = AllowedWords.of(
            "at",
            "heard-at",
            "webhook",
            "event",
            "facts",
            "now",
            "leads",
            "contacts",
            "companies",
            "customers",
            "users",
            "expect");

    /// What a story can say of the CRM.
    private static final AllowedWords NOW = AllowedWords.of("lead", "contact", "company", "task");

    private final AllowedWords fields;
    private final ZoneId zone;

    private RuleCasesReader(AllowedWords fields, ZoneId zone) {
        this.fields = fields;
        this.zone = zone;
    }

    /// Reads the cases in a file.
    ///
    /// @param name the name of the file in problems, such as `rules.cases.yaml`
    /// @param yaml the text of the file
    /// @param fields the fields of a command that may be expected
    /// @param zone the zone of times without an offset
    /// @throws InvalidFileException with every problem of the file, if there is one
    public static List<RuleCase> read(String name, String yaml, List<String> fields, ZoneId zone)
            throws InvalidFileException {
        var problems = new Problems();
        var cases = new ArrayList<RuleCase>();
        var names = new UniqueNames();
        new YamlFile(name, yaml).read(problems, "a list of cases").ifPresent(file -> {
            if (!file.isList() || file.items().isEmpty()) {
                file.refuse("a list of cases, such as - name: …");
            }
            for (var item : file.items()) {
                new RuleCasesReader(AllowedWords.of(fields.toArray(String[]::new)), zone)
                        .read(item, names)
                        .ifPresent(cases::add);
            }
        });
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        return cases;
    }

    private Optional<RuleCase> read(YamlNode item, UniqueNames names) {
        var keys = item.keys(CASE);
        var name =
                keys.required("name").filter(RuleCasesReader::isText).filter(found -> names.isNew(found.word(), found));
        var content = keys.optional("story").isPresent() ? story(keys) : single(keys);
        var away = keys.optional("away").map(RuleCasesReader::away).orElse(List.of());
        return name.flatMap(found ->
                content.map(what -> new RuleCase(found.word(), item.position().toString(), away, what)));
    }

    private static List<Absence> away(YamlNode node) {
        return node.entries("people with the days on which they are away, such as anna: 2026-12-21/2027-01-08").stream()
                .flatMap(person -> PeopleReader.away(person.value(), person.name()).stream())
                .toList();
    }

    private Optional<RuleCase.Content> single(YamlMapping keys) {
        var given = keys.required("given").flatMap(found -> SampleEventReader.read(found, zone));
        var expected = keys.required("expect").map(this::expected);
        return given.flatMap(event -> expected.map(commands -> new RuleCase.Single(event, commands)));
    }

    private Optional<RuleCase.Content> story(YamlMapping keys) {
        Stream.of("given", "expect")
                .flatMap(key -> keys.optional(key).stream())
                .forEach(node -> node.object("found it beside \"story\", expected it in a step of the story"));
        var story = keys.required("story").orElseThrow();
        if (!story.isList() || story.items().isEmpty()) {
            story.refuse("a list of events and moments, such as - at: 2026-11-23 10:00");
            return Optional.empty();
        }
        var steps = new ArrayList<RuleCase.Step>();
        for (var item : story.items()) {
            step(item).ifPresent(step -> {
                if (!steps.isEmpty() && step.time().isBefore(steps.getLast().time())) {
                    item.object("found a step that is heard before the one above it, expected the steps in their"
                            + " order; an event that is heard late has \"heard-at\"");
                }
                steps.add(step);
            });
        }
        return Optional.of(new RuleCase.Story(steps));
    }

    private Optional<RuleCase.Step> step(YamlNode item) {
        var keys = item.keys(STEP);
        boolean happens =
                keys.optional("webhook").isPresent() || keys.optional("event").isPresent();
        if (!happens) {
            Stream.of("facts", "heard-at")
                    .flatMap(key -> keys.optional(key).stream())
                    .forEach(node -> node.object("found it without an event, expected \"now\" for facts of a moment"));
        }
        var given = happens ? SampleEventReader.read(item, keys, zone) : Optional.<RuleCase.Given>empty();
        var time = happens
                ? given.map(RuleCase.Given::heardAt)
                : keys.required("at").flatMap(found -> SampleEventReader.time(found, zone));
        var now = keys.optional("now")
                .map(found -> SampleEventReader.documents(found, NOW))
                .orElse(Map.of());
        var expected = keys.optional("expect").map(this::expected).orElse(List.of());
        var listed = ListedEntityReader.read(keys, happens, zone);
        var users = keys.optional("users").map(ListedEntityReader::users).orElse(Map.of());
        return time.map(at ->
                new RuleCase.Step(item.position().toString(), given.orElse(null), at, now, listed, users, expected));
    }

    private List<Map<String, @Nullable Object>> expected(YamlNode node) {
        if (!node.isList()) {
            node.refuse("a list of commands, such as [{ rule: call-new-lead }], or [] for none");
            return List.of();
        }
        return node.items().stream()
                .map(command -> document(command.keys(fields)))
                .toList();
    }

    /// Whether it is a text that is not blank; a problem is noted if not.
    static boolean isText(YamlNode node) {
        boolean says = node.value().orElse(0) instanceof String text && !text.isBlank();
        if (!says) {
            node.refuse("a text");
        }
        return says;
    }

    /// The values of a mapping.
    static Map<String, @Nullable Object> document(YamlMapping mapping) {
        return document(mapping.values());
    }

    /// The values of a mapping with any keys.
    static Map<String, @Nullable Object> document(YamlNode mapping) {
        var values = new LinkedHashMap<String, YamlNode>();
        mapping.entries("a mapping").forEach(entry -> values.put(entry.name(), entry.value()));
        return document(values);
    }

    private static Map<String, @Nullable Object> document(Map<String, YamlNode> values) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        values.forEach((name, value) -> document.put(name, value(value)));
        return document;
    }

    /// The value of a node, whatever it is.
    static @Nullable Object value(YamlNode node) {
        if (node.isMapping()) {
            return document(node);
        }
        return node.isList()
                ? node.items().stream().map(RuleCasesReader::value).toList()
                : node.value().orElse(null);
    }
}
