package dev.followup.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.rule.RuleBookReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationBuilderTest {

    @Test
    void shows_facts_as_the_rules_saw_them() {
        var book = RuleBookReader.read("rules.yaml", """
                fields: { area: { id: 71, type: number } }
                rules: [{ name: a, when: lead.deleted, then: [{ create-task: { text: "x", due: 1h } }] }]
                """);
        var facts = new Facts(Map.of("lead", Map.of("custom_fields", Map.of("71", List.of("54")))));
        var explanation = new ExplanationBuilder(book);

        explanation.add(new CrmEvent(EventKind.LEAD_ADDED, "demo", null, Instant.EPOCH, facts, "key"));

        assertThat(explanation.build().events())
                .extracting(Explanation.Event::facts)
                .containsExactly(Map.of("lead", Map.of("custom_fields", Map.of("71", List.of("54"), "area", 54L))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leads: { without-task: any, idle-for: 3d, pipeline: 9621010 } | it looks for open leads without an open task, unchanged for 72h, in pipeline 9621010, and fires for each that it finds, at most 50 times",
                "leads: { without-task: [meeting, follow-up], stage: 142, responsible: 101 }, limit: 7 | it looks for leads for user 101 without an open task of type follow-up or meeting, in stage 142, and fires for each that it finds, at most 7 times",
                "customers: { created-before: 1d }, per: responsible | it looks for customers, created 24h ago or earlier, and fires once for each user who is responsible for any of them, at most 50 times",
                "tasks: { overdue: 1d }, per: responsible | it looks for open tasks, due for 24h or longer, and fires once for each user who is responsible for any of them",
            })
    void says_what_a_rule_looks_for(String keys, String reason) {
        var book = RuleBookReader.read(
                "rules.yaml",
                "zone: UTC\nrules: [{ name: a, every: \"0 9 * * *\", " + keys
                        + ", then: [{ create-task: { text: \"x\", due: 1h } }] }]");
        var explanation = new ExplanationBuilder(book);
        var nine = Instant.parse("2026-11-20T09:00:00Z");

        explanation.add("demo", book.due(nine.minusSeconds(60), nine).getFirst());

        assertThat(explanation.build().rules()).singleElement().satisfies(verdict -> {
            assertThat(verdict.fires()).isNull();
            assertThat(verdict.reason()).isEqualTo(reason);
        });
        assertThat(explanation.build().commands()).isEmpty();
    }
}
