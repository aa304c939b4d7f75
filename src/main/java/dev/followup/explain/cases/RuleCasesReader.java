package dev.followup.explain.cases;

import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.InvalidFileException;
import dev.followup.yaml.Problems;
import dev.followup.yaml.UniqueNames;
import dev.followup.yaml.YamlFile;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The reader of the cases beside a rule book. It reports every problem at once.
public final class RuleCasesReader {

    private static final AllowedWords CASE = AllowedWords.of("name", "given", "expect");

    private RuleCasesReader() {}

    /// Reads the cases in a file.
    ///
    /// @param name the name of the file in problems, such as `rules.cases.yaml`
    /// @param yaml the text of the file
    /// @param fields the fields of a command that may be expected
    /// @throws InvalidFileException with every problem of the file, if there is one
    public static List<RuleCase> read(String name, String yaml, List<String> fields) throws InvalidFileException {
        var problems = new Problems();
        var cases = new ArrayList<RuleCase>();
        var names = new UniqueNames();
        new YamlFile(name, yaml).read(problems, "a list of cases").ifPresent(file -> {
            if (!file.isList() || file.items().isEmpty()) {
                file.refuse("a list of cases, such as - name: …");
            }
            for (var item : file.items()) {
                read(item, AllowedWords.of(fields.toArray(String[]::new)), names)
                        .ifPresent(cases::add);
            }
        });
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        return cases;
    }

    private static Optional<RuleCase> read(YamlNode item, AllowedWords fields, UniqueNames names) {
        var keys = item.keys(CASE);
        var name =
                keys.required("name").filter(RuleCasesReader::isText).filter(found -> names.isNew(found.word(), found));
        var given = keys.required("given").flatMap(SampleEventReader::read);
        var expected = keys.required("expect").map(found -> expected(found, fields));
        if (name.isEmpty() || given.isEmpty() || expected.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RuleCase(name.get().word(), item.position().toString(), given.get(), expected.get()));
    }

    private static List<Map<String, @Nullable Object>> expected(YamlNode node, AllowedWords fields) {
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

    private static @Nullable Object value(YamlNode node) {
        if (node.isMapping()) {
            return document(node);
        }
        return node.isList()
                ? node.items().stream().map(RuleCasesReader::value).toList()
                : node.value().orElse(null);
    }
}
