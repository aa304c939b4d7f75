package dev.followup.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.time.DateOffset;
import dev.followup.rule.time.DateOffsetReader;
import dev.followup.yaml.Problems;
import dev.followup.yaml.YamlFile;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/// The fixtures of rule tests: events, facts in YAML, books of one rule.
public final class RuleFixtures {

    /// A Saturday, 10:15 in Moscow.
    public static final Instant MORNING = Instant.parse("2026-11-21T07:15:30Z");

    private RuleFixtures() {}

    public static CrmEvent event(EventKind kind, String facts) {
        var entity = new EntityRef(EntityRef.Type.LEADS, 501);
        return new CrmEvent(kind, "demo", entity, MORNING, facts(facts), "demo|leads/501|" + kind);
    }

    public static CrmEvent leadAdded(String facts) {
        return event(EventKind.LEAD_ADDED, facts);
    }

    @SuppressWarnings("unchecked") // YAML in braces is a mapping by text
    public static Facts facts(String yaml) {
        var settings = LoadSettings.builder().setSchema(new JsonSchema()).build();
        return new Facts((Map<String, Object>) typed(new Load(settings).loadFromString(yaml)));
    }

    /// Numbers in the types that facts have.
    private static Object typed(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Double number -> BigDecimal.valueOf(number);
            case List<?> list -> list.stream().map(RuleFixtures::typed).toList();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, one) -> copy.put(key.toString(), one == null ? null : typed(one)));
                yield copy;
            }
            case null -> throw new IllegalArgumentException("null outside of a mapping");
            default -> value;
        };
    }

    /// A valid book, which an editor must accept too.
    public static RuleBook book(String yaml) {
        var book = RuleBookReader.read("rules.yaml", yaml);
        assertThat(EditorSchema.OF_RULES.problems(EditorSchema.document(yaml))).isEmpty();
        return book;
    }

    /// When a rule on a date without a time of day fires, in a zone.
    static DateOffset fire(ZoneId zone, String written) {
        var problems = new Problems();
        var offset = new YamlFile("rules.yaml", written)
                .read(problems, "a time")
                .flatMap(node -> new DateOffsetReader(zone, null, DateOffsetReader.MOST_DAYS).fire(node, false));
        assertThat(problems.isEmpty()).isTrue();
        return offset.orElseThrow();
    }

    /// A book in Moscow with one rule, to which a few lines are added.
    public static RuleBook ruleWith(String lines) {
        return book("""
                zone: Europe/Moscow
                rules:
                  - name: a-rule
                    when: lead.added
                    then: [{ create-task: { text: "Call", due: 1h } }]
                """ + lines.lines().map(line -> "    " + line + "\n").collect(Collectors.joining()));
    }

    /// A book in Moscow with one rule that adds one task, of which these lines are part.
    public static RuleBook taskWith(String lines) {
        return book("""
                zone: Europe/Moscow
                rules:
                  - name: a-rule
                    when: [lead.added, lead.updated, incoming-lead.added, task.completed, list-element.added]
                    then:
                      - create-task:
                """ + lines.lines().map(line -> "          " + line + "\n").collect(Collectors.joining()));
    }
}
