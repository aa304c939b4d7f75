package dev.followup.rule.fact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.MarkdownFile;
import dev.followup.event.EventKind;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FactSchemaTest {

    private static final FactSchema OF_ANY_EVENT =
            FactSchema.ofAnyEvent(Map.of("pay_date", FactType.Scalar.TIME, "phone", FactType.Scalar.TEXT));

    /// Bodies with fields and shapes that no CRM sends, invented to show that they do no harm.
    private static final Set<String> MADE_UP =
            Set.of("hostile-names", "keys-twice-and-texts-in-the-way", "text-where-fields-belong");

    /// What facts have beside entities.
    private static final Set<String> NOT_ENTITIES = Set.of("event", "old");

    static Stream<Path> bodies() throws IOException {
        try (var files = Files.walk(Path.of("src/test/resources"))) {
            return files
                    .filter(file -> file.endsWith("webhook.form"))
                    .filter(file -> !MADE_UP.contains(
                            file.getName(file.getNameCount() - 2).toString()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void knows_every_fact_that_webhooks_have(Path body) throws IOException {
        var form = Files.readString(body).replace("\n", "");
        if (new WebhookReader().read("demo", form, Instant.EPOCH) instanceof WebhookContent.Events content) {
            for (var event : content.events()) {
                var known = OF_ANY_EVENT.of(Set.of(event.kind()));
                assertThat(paths(event.facts().document()))
                        .allSatisfy(path -> assertThat(known.objection(known.reach(path)))
                                .as(event.kind().word())
                                .isEmpty());
            }
        }
    }

    private static Stream<String> paths(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> document ->
                document.entrySet().stream()
                        .flatMap(field -> paths(field.getValue())
                                .map(path -> path.isEmpty() ? "" + field.getKey() : field.getKey() + "." + path));
            case List<?> many -> many.stream().flatMap(FactSchemaTest::paths).distinct();
            case null, default -> Stream.of("");
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lead.added            | lead.price lead contact.name company.id changed old.status_id
            lead.note-added       | note.text note.metadata.duration lead.responsible_user_id
            incoming-lead.added   | incoming-lead.source_data.client.name incoming-lead.data.leads.503.id lead.price
            contact.updated       | contact.first_name company.name old.responsible_user_id
            company.updated       | company.name
            customer.added        | customer.ltv
            message.received      | message.author.name message.author contact.name lead.price
            talk.added            | talk.rate lead.status_id
            task.completed        | task.result.text lead.price
            task.found            | task.complete_till contact.name event.rule
            schedule.tick         | event.kind event.rule
            list-element.added    | list-element.custom_fields.SKU event.age
            lead.added            | lead.custom_fields lead.custom_fields.77 lead.custom_fields.UTM_SOURCE
            lead.added            | lead.custom_fields.pay_date contact.custom_fields.phone
            """)
    void accepts_what_an_event_can_have(String kind, String paths) {
        assertThat(paths.split(" "))
                .allSatisfy(path -> assertThat(objection(path, kind)).isNull());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lead.added     | leed.price                  | found "leed", did you mean "lead"?
            lead.added     | lead.prise                  | found "lead.prise", did you mean "lead.price"?
            lead.added     | old.statusid                | found "old.statusid", did you mean "old.status_id"?
            lead.added     | lead.custom_fields.paydate  | found "lead.custom_fields.paydate", did you mean "lead.custom_fields.pay_date"?
            lead.added     | lead.custom_fields.stage    | found "lead.custom_fields.stage", expected an id, a code in capitals or a name of the book's fields behind lead.custom_fields
            lead.added     | lead.name.length            | found "lead.name.length", expected a value or a condition behind lead.name
            lead.added     | lead.tags.name              | found "lead.tags.name", expected a value or a condition behind lead.tags
            lead.added     | event.robot                 | found "event.robot", expected kind, author, age, by-robot or working-time behind event
            lead.added     | note.text                   | found "note", expected lead, contact, company, event, changed or old
            lead.added     | task.text                   | found "task", expected lead, contact, company, event, changed or old
            contact.added  | lead.price                  | found "lead", expected contact, company or event
            company.added  | contact.name                | found "contact", expected company or event
            customer.added | contact.name                | found "contact", expected customer or event
            list-element.added | lead.price              | found "lead", expected list-element or event
            task.found     | changed                     | found "changed", expected lead, task, contact, company, customer or event
            schedule.tick  | task.id                     | found "task", expected event
            task.added     | task.result.txt             | found "task.result.txt", did you mean "task.result.text"?
            """)
    void says_why_an_event_cannot_have_a_path(String kind, String path, String expected) {
        assertThat(objection(path, kind)).isEqualTo(expected);
    }

    @Test
    void the_reference_has_every_fact_with_its_type() {
        assertThat(MarkdownFile.read("src/docs/rules.md").text()).contains(tableOfEntities());
    }

    @Test
    void the_reference_has_every_fact_of_the_event_with_the_kinds_that_have_it() {
        assertThat(MarkdownFile.read("src/docs/rules.md").text()).contains(tableOfEvents());
    }

    private static String tableOfEntities() {
        var table = new StringBuilder("| facts of | type | names |\n| --- | --- | --- |\n");
        OF_ANY_EVENT.document().fields().forEach((root, type) -> {
            if (type instanceof FactType.Document document && !NOT_ENTITIES.contains(root)) {
                namesByType(document, "")
                        .forEach((words, names) -> table.append("| `%s` | %s | %s |\n"
                                .formatted(
                                        root,
                                        words,
                                        names.stream()
                                                .map(name -> "`" + name + "`")
                                                .collect(Collectors.joining(" ")))));
            }
        });
        return table.toString();
    }

    private static Map<String, List<String>> namesByType(FactType.Document document, String before) {
        var names = new LinkedHashMap<String, List<String>>();
        document.fields().forEach((name, type) -> {
            if (type instanceof FactType.Document below) {
                namesByType(below, before + name + ".")
                        .forEach((words, more) -> names.computeIfAbsent(words, _ -> new ArrayList<>())
                                .addAll(more));
            } else {
                names.computeIfAbsent(words(type), _ -> new ArrayList<>()).add(before + name);
            }
        });
        return names;
    }

    private static String words(FactType type) {
        return switch (type) {
            case FactType.Value value -> value.description();
            case FactType.Open.CUSTOM_FIELDS -> "custom fields";
            case FactType.Open.LINKS -> "ids of linked leads";
            case FactType.Open.ANYTHING -> "anything";
            case FactType.Document _ -> throw new IllegalArgumentException("a document has fields");
        };
    }

    private static String tableOfEvents() {
        return Stream.of("author", "by-robot", "age", "own", "rule")
                        .map(name -> "event." + name)
                        .map(FactSchemaTest::rowOfKinds)
                        .collect(Collectors.joining(
                                "", "| fact | type | kinds of event that have it |\n| --- | --- | --- |\n", ""))
                + Stream.of("changed", "old.status_id", "old.pipeline_id", "old.responsible_user_id", "old.text")
                        .map(FactSchemaTest::rowOfKinds)
                        .collect(Collectors.joining());
    }

    private static String rowOfKinds(String path) {
        var type = OF_ANY_EVENT.reach(path).type().orElseThrow();
        var bySubject = Stream.of(EventKind.values())
                .filter(kind -> OF_ANY_EVENT.of(Set.of(kind)).reach(path).type().isPresent())
                .collect(Collectors.groupingBy(
                        EventKind::subject,
                        LinkedHashMap::new,
                        Collectors.mapping(EventKind::verb, Collectors.toList())));
        return "| `%s` | %s | %s |\n"
                .formatted(
                        path,
                        type.description(),
                        bySubject.entrySet().stream()
                                .map(subject -> subject.getKey() + ": " + String.join(", ", subject.getValue()))
                                .collect(Collectors.joining("; ")));
    }

    private static @Nullable String objection(String path, String kind) {
        var known = OF_ANY_EVENT.of(Set.of(EventKind.of(kind).orElseThrow()));
        return known.objection(known.reach(path)).orElse(null);
    }
}
