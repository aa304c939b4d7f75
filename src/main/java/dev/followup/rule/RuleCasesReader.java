package dev.followup.rule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the cases that stand beside a rule book, or says everything that is wrong with them.
public final class RuleCasesReader {

    private static final Vocabulary CASE = Vocabulary.of("name", "given", "expect");
    private static final Vocabulary GIVEN = Vocabulary.of("hook", "event", "facts", "at");

    private RuleCasesReader() {}

    /// The cases that a file holds.
    ///
    /// @param name what problems call the file, such as `rules.cases.yaml`
    /// @param yaml the text of the file
    /// @param fields the fields of an order that may be expected
    /// @throws InvalidRulesException with every problem of the file, if there is one
    public static List<RuleCase> read(String name, String yaml, List<String> fields) throws InvalidRulesException {
        var problems = new Problems();
        var cases = new ArrayList<RuleCase>();
        var names = new Names();
        new RuleFile(name, yaml).read(problems).ifPresent(file -> {
            if (!file.isList() || file.items().isEmpty()) {
                file.refuse("a list of cases, such as - name: …");
            }
            for (var item : file.items()) {
                read(item, Vocabulary.of(fields.toArray(String[]::new)), names).ifPresent(cases::add);
            }
        });
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        return cases;
    }

    private static Optional<RuleCase> read(Passage item, Vocabulary fields, Names names) {
        var keys = item.keys(CASE);
        var name = keys.required("name").filter(found -> names.isNew(found.word(), found));
        var given = keys.required("given").flatMap(RuleCasesReader::given);
        var expected = keys.required("expect").map(found -> expected(found, fields));
        if (name.isEmpty() || given.isEmpty() || expected.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RuleCase(name.get().word(), item.position().toString(), given.get(), expected.get()));
    }

    private static Optional<RuleCase.Given> given(Passage passage) {
        var keys = passage.keys(GIVEN);
        var hook = keys.optional("hook");
        var event = keys.optional("event");
        if (hook.isPresent() == event.isPresent()) {
            passage.object(
                    "found " + (hook.isPresent() ? "both" : "neither") + " hook and event, expected one of them");
        }
        var facts = keys.optional("facts");
        facts.filter(_ -> event.isPresent())
                .ifPresent(found -> found.object("found facts beside an event, which has all of them itself"));
        return keys.required("at")
                .flatMap(RuleCasesReader::time)
                .map(at -> new RuleCase.Given(
                        hook.map(RuleCasesReader::inOnePiece).orElse(null),
                        event.map(RuleCasesReader::document).orElse(null),
                        facts.map(RuleCasesReader::documents).orElse(Map.of()),
                        at));
    }

    /// A body may stand on several lines, broken before or behind an `&`.
    private static String inOnePiece(Passage hook) {
        return hook.word().strip().replaceAll("\\s*&\\s*", "&");
    }

    private static Optional<Instant> time(Passage passage) {
        try {
            return Optional.of(OffsetDateTime.parse(passage.word()).toInstant());
        } catch (DateTimeException _) {
            passage.refuse("a time with its offset, such as 2026-11-23T10:00:00+03:00");
            return Optional.empty();
        }
    }

    private static List<Map<String, @Nullable Object>> expected(Passage passage, Vocabulary fields) {
        if (!passage.isList()) {
            passage.refuse("a list of orders, such as [{ rule: call-new-lead }], or [] for none");
            return List.of();
        }
        return passage.items().stream()
                .map(order -> {
                    order.keys(fields);
                    return document(order);
                })
                .toList();
    }

    private static Map<String, @Nullable Object> document(Passage passage) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        passage.entries("a mapping").forEach(entry -> document.put(entry.name(), value(entry.value())));
        return document;
    }

    private static Map<String, Map<String, @Nullable Object>> documents(Passage passage) {
        var documents = new LinkedHashMap<String, Map<String, @Nullable Object>>();
        passage.entries("what there is by its singular, such as { lead: { price: 9000 } }")
                .forEach(entry -> documents.put(entry.name(), document(entry.value())));
        return documents;
    }

    private static @Nullable Object value(Passage passage) {
        if (passage.isMapping()) {
            return document(passage);
        }
        return passage.isList()
                ? passage.items().stream().map(RuleCasesReader::value).toList()
                : passage.value().orElse(null);
    }
}
