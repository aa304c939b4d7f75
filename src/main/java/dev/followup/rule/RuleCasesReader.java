package dev.followup.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the cases that stand beside a rule book, or says everything that is wrong with them.
public final class RuleCasesReader {

    private static final Vocabulary CASE = Vocabulary.of("name", "given", "expect");

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
        var name =
                keys.required("name").filter(RuleCasesReader::isText).filter(found -> names.isNew(found.word(), found));
        var given = keys.required("given").flatMap(GivenReader::read);
        var expected = keys.required("expect").map(found -> expected(found, fields));
        if (name.isEmpty() || given.isEmpty() || expected.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RuleCase(name.get().word(), item.position().toString(), given.get(), expected.get()));
    }

    private static List<Map<String, @Nullable Object>> expected(Passage passage, Vocabulary fields) {
        if (!passage.isList()) {
            passage.refuse("a list of orders, such as [{ rule: call-new-lead }], or [] for none");
            return List.of();
        }
        return passage.items().stream()
                .map(order -> document(order.keys(fields)))
                .toList();
    }

    /// Whether it is a text that says something; noted if not.
    static boolean isText(Passage passage) {
        boolean says = passage.value().orElse(0) instanceof String text && !text.isBlank();
        if (!says) {
            passage.refuse("a text");
        }
        return says;
    }

    /// What stands behind the keys of a mapping.
    static Map<String, @Nullable Object> document(Keys mapping) {
        return document(mapping.values());
    }

    /// What stands in a mapping, whatever its keys.
    static Map<String, @Nullable Object> document(Passage mapping) {
        var values = new LinkedHashMap<String, Passage>();
        mapping.entries("a mapping").forEach(entry -> values.put(entry.name(), entry.value()));
        return document(values);
    }

    private static Map<String, @Nullable Object> document(Map<String, Passage> values) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        values.forEach((name, value) -> document.put(name, value(value)));
        return document;
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
