package dev.followup.rule.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.directory.DirectoryNames;
import dev.followup.event.Facts;
import dev.followup.rule.RandomFacts;
import dev.followup.rule.RandomPatterns;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.FactType;
import dev.followup.yaml.Problems;
import dev.followup.yaml.YamlFile;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.JsonSchema;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/// The comparison of our evaluator with Event Ruler, the engine behind Amazon EventBridge.
class EventRulerTest {

    /// Another one each day.
    private static final long SEED = LocalDate.now(ZoneOffset.UTC).toEpochDay();

    private static final int PATTERNS = 500;
    private static final int FACTS_FOR_EACH = 10;

    private static final FactSchema ANYTHING_OF_LEADS =
            new FactSchema(FactType.Document.of("anything: lead"), Map.of());

    private final RandomPatterns patterns = new RandomPatterns(SEED);
    private final RandomFacts someFacts = new RandomFacts(SEED);
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void gives_the_verdicts_of_event_ruler() throws Exception {
        var differences = new ArrayList<String>();
        int matches = 0;
        for (int i = 0; i < PATTERNS; i++) {
            var wanted = patterns.pattern();
            var yaml = yaml(wanted);
            var ours = pattern(yaml);
            var theirs = machines(json.writeValueAsString(wanted));
            for (int j = 0; j < FACTS_FOR_EACH; j++) {
                var facts = someFacts.facts();
                var event = json.writeValueAsString(facts);
                boolean expected = matches(theirs, event);
                var objection = ours.objection(new Facts(facts));
                matches += expected ? 1 : 0;
                if (objection.isEmpty() != expected) {
                    differences.add(
                            event + "\n" + yaml + "expected " + expected + ", but " + objection.map(Objection::words));
                }
            }
        }
        assertThat(differences).as("seed %d", SEED).isEmpty();
        assertThat(matches).isBetween(PATTERNS * FACTS_FOR_EACH / 10, PATTERNS * FACTS_FOR_EACH * 9 / 10);
    }

    /// One machine for each alternative: a machine of 2.1.0 fails an assertion of its own when two of them have
    /// the same list of wildcards after `anything-but`.
    private static List<Machine> machines(String pattern) throws IOException {
        return JsonRuleCompiler.compile(pattern).stream()
                .map(alternative -> {
                    var machine = Machine.builder().build();
                    machine.addPatternRule("rule", alternative);
                    return machine;
                })
                .toList();
    }

    private static boolean matches(List<Machine> machines, String event) throws Exception {
        for (var machine : machines) {
            if (!machine.rulesForJSONEvent(event).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static EventPattern pattern(String yaml) {
        var problems = new Problems();
        var pattern = new YamlFile("rules.yaml", yaml)
                .read(problems, "a pattern")
                .map(node -> EventPatternReader.read(node, ANYTHING_OF_LEADS, DirectoryNames.none()));
        assertThat(problems.isEmpty()).as(yaml).isTrue();
        return pattern.orElseThrow();
    }

    /// The same pattern in the form that people write: in blocks or braces, with dotted paths, without needless
    /// lists.
    private String yaml(Map<String, Object> pattern) {
        var settings = DumpSettings.builder()
                .setSchema(new JsonSchema())
                .setDefaultFlowStyle(patterns.oneIn(2) ? FlowStyle.BLOCK : FlowStyle.FLOW)
                .build();
        return new Dump(settings).dumpToString(shortened(pattern));
    }

    private @Nullable Object shortened(@Nullable Object value) {
        return switch (value) {
            case List<?> one when one.size() == 1 && patterns.oneIn(2) -> shortened(one.getFirst());
            case List<?> many -> many.stream().map(this::shortened).toList();
            case Map<?, ?> pattern -> {
                var entries = new LinkedHashMap<Object, @Nullable Object>();
                pattern.forEach((name, below) -> put(entries, name, shortened(below)));
                yield entries;
            }
            case null, default -> value;
        };
    }

    private void put(Map<Object, @Nullable Object> entries, Object name, @Nullable Object below) {
        if (below instanceof Map<?, ?> pattern
                && isPath(name)
                && pattern.keySet().stream().allMatch(EventRulerTest::isPath)
                && patterns.oneIn(2)) {
            pattern.forEach((step, value) -> entries.put(name + "." + step, value));
        } else {
            entries.put(name, below);
        }
    }

    private static boolean isPath(@Nullable Object name) {
        return !"$or".equals(name) && !ConditionReader.CONDITIONS.knows(String.valueOf(name));
    }
}
