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
}
