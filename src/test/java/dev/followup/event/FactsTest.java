package dev.followup.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactsTest {

    @Test
    void finds_a_value_at_a_dotted_path() {
        var facts = new Facts(Map.of("lead", Map.of("custom_fields", Map.of("77", List.of("x")))));
        assertThat(facts.at("lead.custom_fields.77")).contains(List.of("x"));
        assertThat(facts.at("lead.price")).isEmpty();
        assertThat(facts.at("lead.custom_fields.77.deeper")).isEmpty();
        assertThat(facts.at("")).isEmpty();
    }

    @Test
    void takes_only_a_positive_number_for_an_id() {
        var facts = new Facts(Map.of("lead", Map.of("id", 501L, "responsible_user_id", 0L, "uid", "7")));
        assertThat(facts.id("lead.id")).contains(501L);
        assertThat(facts.id("lead.responsible_user_id")).isEmpty();
        assertThat(facts.id("lead.uid")).isEmpty();
        assertThat(facts.id("contact.id")).isEmpty();
    }

    @Test
    void are_reported_for_a_subject_whose_creation_they_show_and_whole_for_one_that_was_asked_for() {
        var created = new Facts(
                Map.of("lead", Map.of("id", 501L, "created_at", 1_795_300_000L), "contact", Map.of("id", 1L)));
        assertThat(created.isReported("lead")).isTrue();
        assertThat(created.isReported("contact")).isFalse();
        assertThat(created.whole()).isEmpty();
        assertThat(created.knowing("contact", Map.of()).whole()).containsExactly("contact");
    }

    @Test
    void keep_what_they_have_beside_what_else_is_known() {
        var facts = new Facts(Map.of("lead", Map.of("id", 501L, "price", 1L), "event", Map.of("kind", "lead.added")))
                .knowing("lead", Map.of("price", 2L, "name", "Roof"));
        assertThat(facts.document())
                .isEqualTo(Map.of(
                        "lead",
                        Map.of("id", 501L, "price", 1L, "name", "Roof"),
                        "event",
                        Map.of("kind", "lead.added")));
        assertThat(facts.whole()).containsExactly("lead");
        assertThat(new Facts(Map.of()).knowing("lead", Map.of("id", 7L)).at("lead.id"))
                .contains(7L);
    }

    @Test
    void does_not_change_with_the_map_it_was_made_from() {
        var tags = new ArrayList<Object>(List.of("VIP"));
        var lead = new HashMap<String, Object>(Map.of("tags", tags));
        var facts = new Facts(Map.of("lead", lead));
        tags.add("Hot");
        lead.put("price", 1L);
        assertThat(facts.document()).isEqualTo(Map.of("lead", Map.of("tags", List.of("VIP"))));
    }

    @Test
    void cannot_be_changed_at_any_depth() {
        var facts = new Facts(Map.of("lead", new HashMap<>(Map.of("tags", new ArrayList<>(List.of("VIP"))))));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> map(facts.at("lead").orElseThrow()).clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> ((List<?>) facts.at("lead.tags").orElseThrow()).clear());
    }

    @Test
    void takes_small_numbers_as_long_and_keeps_the_other_types() {
        var facts = new Facts(Map.of("lead", Map.of("id", 1, "price", new BigDecimal("1.5"), "hot", true)));
        assertThat(map(facts.at("lead").orElseThrow()))
                .isEqualTo(Map.of("id", 1L, "price", new BigDecimal("1.5"), "hot", true));
    }

    @Test
    void refuses_what_no_rule_can_look_at() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Facts(Map.of("lead", Map.of("id", 1.5))))
                .withMessageContaining("java.lang.Double");
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }
}
