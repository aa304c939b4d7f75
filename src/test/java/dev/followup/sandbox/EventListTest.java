package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.TestClock;
import dev.followup.sandbox.http.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The events list, and webhooks that are lost.
class EventListTest extends SandboxTest {

    @Test
    void lists_what_has_happened_to_a_lead_the_latest_first() {
        long id = crm.addLead("\"custom_fields_values\": [{\"field_id\": 77, \"values\": [{\"value\": \"a\"}]}]");
        clock.pass(Duration.ofSeconds(10));
        crm.patch("/api/v4/leads/" + id, """
                {"status_id": 142, "responsible_user_id": 102, "price": 9, "name": "Big", "tags_to_add": [{"name": "VIP"}],
                 "custom_fields_values": [{"field_id": 77, "values": [{"value": "b"}]}]}""");
        clock.pass(Duration.ofSeconds(10));
        crm.patch("/api/v4/leads/" + id, "{\"tags_to_delete\": [{\"name\": \"VIP\"}]}");
        assertThat(types(""))
                .startsWith("entity_tag_deleted")
                .endsWith("lead_added")
                .containsExactlyInAnyOrder(
                        "entity_tag_deleted",
                        "lead_status_changed",
                        "entity_responsible_changed",
                        "sale_field_changed",
                        "name_field_changed",
                        "entity_tag_added",
                        "custom_field_77_value_changed",
                        "lead_added");
        assertThat(events("?filter[type]=lead_status_changed").getFirst())
                .isEqualTo(Json.parse("""
                {
                    "id": "01000000000000000000000002", "type": "lead_status_changed", "entity_id": %1$d,
                    "entity_type": "lead", "created_by": 101, "created_at": %2$d,
                    "value_after": [{"lead_status": {"id": 142, "pipeline_id": 9621010}}],
                    "value_before": [{"lead_status": {"id": 96210101, "pipeline_id": 9621010}}],
                    "account_id": 1000001,
                    "_links": {"self": {"href": "%3$s/api/v4/events/01000000000000000000000002"}},
                    "_embedded": {"entity": {"id": %1$d}}
                }""".formatted(id, TestClock.START + 10, sandbox.address())));
        assertThat(events("?filter[type][]=custom_field_77_value_changed")
                        .getFirst()
                        .path("value_before"))
                .isEqualTo(Json.parse(
                        "[{\"custom_field_value\": {\"field_id\": 77, \"text\": \"a\", \"enum_id\": null}}]"));
    }

    @Test
    void lists_what_has_happened_to_tasks_contacts_and_companies() {
        long task = crm.addTask("");
        crm.patch("/api/v4/tasks/" + task, "{\"text\": \"y\", \"complete_till\": 7, \"task_type_id\": 2}");
        crm.patch("/api/v4/tasks/" + task, "{\"is_completed\": true}");
        crm.patch("/api/v4/tasks/" + task, "{\"is_completed\": true}");
        crm.add("contacts", "");
        crm.add("companies", "");
        assertThat(types(""))
                .containsExactlyInAnyOrder(
                        "task_added",
                        "task_text_changed",
                        "task_deadline_changed",
                        "task_type_changed",
                        "task_completed",
                        "contact_added",
                        "company_added");
    }

    @Test
    void lists_incoming_leads_as_leads_added_by_no_user() {
        String uid = crm.post("/_sandbox/incoming-leads", "{\"category\": \"forms\"}")
                .at("/uid")
                .asText();
        assertThat(events("").getFirst().path("created_by").asLong()).isZero();
        crm.post("/api/v4/leads/unsorted/" + uid + "/accept", "");
        assertThat(types("")).containsExactlyInAnyOrder("lead_added", "lead_status_changed");
    }

    @Test
    void finds_events_by_type_entity_author_and_time() {
        long one = crm.addLead("");
        clock.pass(Duration.ofSeconds(10));
        long other = crm.addLead("\"created_by\": 0");
        crm.addTask("");
        assertThat(types("?filter[type][]=lead_added&filter[type][]=task_added"))
                .hasSize(3);
        assertThat(types("?filter[type]=contact_added,task_added")).containsExactly("task_added");
        assertThat(ids("?filter[entity]=lead&filter[entity_id][]=" + one)).containsExactly(one);
        assertThat(types("?filter[entity_id]=" + one)).hasSize(3);
        assertThat(ids("?filter[created_by]=0")).containsExactly(other);
        assertThat(ids("?filter[created_at][from]=%1$d&filter[created_at][to]=%1$d".formatted(TestClock.START)))
                .containsExactly(one);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"customer_added", "lead_exploded", "lead_added,customer_deleted", "custom_field_x_value_changed"
            })
    void refuses_types_that_the_account_does_not_have(String types) {
        var answer = crm.get("/api/v4/events?filter[type]=" + types);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/detail").asText()).isEqualTo("Invalid params passed to filter");
    }

    @Test
    void shows_at_most_a_hundred_on_a_page() {
        assertThat(crm.get("/api/v4/events").status()).isEqualTo(204);
        crm.addLead("");
        crm.addLead("");
        assertThat(crm.get("/api/v4/events?limit=1&page=1")
                        .at("/_links/next/href")
                        .asText())
                .endsWith("page=2");
        assertThat(crm.get("/api/v4/events?limit=100&page=2").status()).isEqualTo(204);
        assertThat(crm.get("/api/v4/events?limit=101").status()).isEqualTo(422);
    }

    @Test
    void loses_the_same_webhooks_for_the_same_seed() throws Exception {
        try (var subscriber = new WebhookSubscriber()) {
            sandbox.subscribe(subscriber.address());
            var first = heard(subscriber, 7);
            assertThat(first).hasSizeBetween(1, 29);
            assertThat(heard(subscriber, 7)).isEqualTo(first);
            assertThat(heard(subscriber, 8)).isNotEqualTo(first);
            assertThat(types("?filter[type]=lead_added&limit=100")).hasSize(90);
        }
    }

    /// The leads out of thirty whose webhooks arrived, by their prices.
    private List<String> heard(WebhookSubscriber subscriber, int seed) throws InterruptedException {
        crm.behave("{\"lostHooks\": 0.5, \"seed\": %d}".formatted(seed));
        for (int price = 1; price <= 30; price++) {
            crm.addLead("\"price\": " + price);
        }
        crm.behave("{\"lostHooks\": 0}");
        crm.add("contacts", "");
        var heard = new ArrayList<String>();
        for (var body = subscriber.next().decoded();
                body.contains("leads[add]");
                body = subscriber.next().decoded()) {
            heard.add(body.replaceAll(".*\\[price]=(\\d+)&.*", "$1"));
        }
        return heard;
    }

    private List<JsonNode> events(String query) {
        return StreamSupport.stream(
                        crm.get("/api/v4/events" + query)
                                .at("/_embedded/events")
                                .spliterator(),
                        false)
                .toList();
    }

    private List<String> types(String query) {
        return events(query).stream().map(event -> event.path("type").asText()).toList();
    }

    private List<Long> ids(String query) {
        return events(query).stream()
                .map(event -> event.path("entity_id").asLong())
                .toList();
    }
}
