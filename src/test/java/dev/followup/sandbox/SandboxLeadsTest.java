package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.TestClock;
import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.http.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxLeadsTest extends SandboxTest {

    @Test
    void adds_leads_and_reports_their_ids() {
        Answer answer = crm.post("/api/v4/leads", "[{\"name\":\"Ёлка\"},{\"name\":\"Second\",\"request_id\":\"b\"}]");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(Json.parse("""
                {
                    "_links": {"self": {"href": "%1$s/api/v4/leads"}},
                    "_embedded": {"leads": [
                        {"id": 1001, "request_id": "0", "_links": {"self": {"href": "%1$s/api/v4/leads/1001"}}},
                        {"id": 1002, "request_id": "b", "_links": {"self": {"href": "%1$s/api/v4/leads/1002"}}}
                    ]}
                }""".formatted(sandbox.address())));
        assertThat(crm.get("/api/v4/leads/1001?with=contacts").at("/name").asText())
                .isEqualTo("Ёлка");
    }

    @Test
    void puts_a_lead_into_the_first_stage_of_the_main_pipeline() {
        JsonNode lead = crm.get("/api/v4/leads/" + crm.addLead("\"price\":5")).json();
        JsonNode main = crm.get("/api/v4/leads/pipelines").at("/_embedded/pipelines/0");
        assertThat(main.path("is_main").asBoolean()).isTrue();
        assertThat(lead.path("pipeline_id")).isEqualTo(main.path("id"));
        assertThat(lead.path("status_id")).isEqualTo(main.at("/_embedded/statuses/1/id"));
        assertThat(lead.path("responsible_user_id").asInt()).isEqualTo(101);
        assertThat(main.at("/_embedded/statuses").findValuesAsText("id")).endsWith("142", "143");
    }

    @Test
    void changes_one_and_many() {
        long first = crm.addLead("\"name\":\"One\"");
        long second = crm.addLead("\"name\":\"Two\"");
        assertThat(crm.patch("/api/v4/leads/" + first, "{\"price\":7,\"status_id\":142}")
                        .json())
                .isEqualTo(Json.parse("""
                {"id": 1001, "updated_at": %2$d, "request_id": "0",
                    "_links": {"self": {"href": "%1$s/api/v4/leads/1001"}}}""".formatted(sandbox.address(), TestClock.START)));
        crm.patch("/api/v4/leads", "[{\"id\":%d,\"responsible_user_id\":103}]".formatted(second));
        assertThat(crm.get("/api/v4/leads/" + first).at("/closed_at").asLong()).isEqualTo(TestClock.START);
        assertThat(crm.get("/api/v4/leads/" + second).at("/responsible_user_id").asInt())
                .isEqualTo(103);
    }

    @Test
    void keeps_tags_and_custom_fields() {
        long id = crm.addLead("""
                "_embedded": {"tags": [{"name": "VIP"}, {"id": 5, "name": "Old"}]},
                "custom_fields_values": [
                    {"field_id": 77, "values": [{"value": 1700000000}]},
                    {"field_id": 78, "values": [{"value": "red", "enum_id": 3}]}
                ]""");
        crm.patch("/api/v4/leads/" + id, """
                {
                    "tags_to_add": [{"name": "New"}, {"name": "VIP"}],
                    "tags_to_delete": [{"id": 5}],
                    "custom_fields_values": [{"field_id": 77, "values": null}, {"field_id": 79, "values": [{"value": "x"}]}]
                }""");
        JsonNode lead = crm.get("/api/v4/leads/" + id).json();
        assertThat(lead.at("/_embedded/tags").findValuesAsText("name")).containsExactlyInAnyOrder("VIP", "New");
        assertThat(lead.path("custom_fields_values").findValuesAsText("field_id"))
                .containsExactly("78", "79");
        assertThat(lead.at("/custom_fields_values/0/values/0/enum_id").asInt()).isEqualTo(3);
    }

    @Test
    void filters_leads_by_stage_owner_and_time_if_the_account_has_the_alpha_filters() {
        crm.behave("{\"alphaFilters\": true}");
        long won = crm.addLead("\"status_id\":142,\"pipeline_id\":9621011");
        long mine = crm.addLead("\"responsible_user_id\":102,\"updated_at\":1500000000");
        String stage = "/api/v4/leads?filter[statuses][0][pipeline_id]=%d&filter[statuses][0][status_id]=142";
        assertThat(ids(crm.get(stage.formatted(9_621_011)), "leads")).containsExactly(won);
        assertThat(crm.get(stage.formatted(9_621_010)).status()).isEqualTo(204);
        assertThat(ids(crm.get("/api/v4/leads?filter[responsible_user_id][]=102"), "leads"))
                .containsExactly(mine);
        assertThat(ids(crm.get("/api/v4/leads?order[updated_at]=asc&limit=1"), "leads"))
                .containsExactly(mine);
        assertThat(ids(
                        crm.get("/api/v4/leads?filter[pipeline_id]=9621011&filter[updated_at][from]=1600000000"),
                        "leads"))
                .containsExactly(won);
    }

    @Test
    void has_the_leads_of_the_documentation_from_the_start_and_reports_them_nowhere() {
        JsonNode leads = crm.get("/api/v4/leads?limit=250&with=contacts").at("/_embedded/leads");
        assertThat(leads.findValuesAsText("name")).hasSize(50).startsWith("Website request", "Lead 502");
        assertThat(leads.path(0).path("id").asLong()).isEqualTo(501);
        long contact = leads.at("/0/_embedded/contacts/0/id").asLong();
        assertThat(crm.get("/api/v4/contacts/" + contact)
                        .at("/custom_fields_values/0/field_code")
                        .asText())
                .isEqualTo("PHONE");
        assertThat(leads.at("/49/responsible_user_id").asInt()).isEqualTo(104);
        assertThat(crm.patch("/api/v4/leads/550", "{\"name\":\"Still his\"}").status())
                .isEqualTo(200);
        assertThat(crm.get("/api/v4/events").at("/_embedded/events").findValuesAsText("type"))
                .containsExactly("name_field_changed");
    }

    @Test
    void refuses_an_owner_who_left_and_a_price_in_words() {
        Answer answer = crm.post("/api/v4/leads", "[{\"responsible_user_id\":104,\"price\":\"100\"}]");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/validation-errors/0/errors").findValuesAsText("code"))
                .containsExactly("InvalidType", "NotSupportedChoice");
        assertThat(crm.get("/api/v4/leads?filter[id]=1001").status()).isEqualTo(204);
    }

    @Test
    void shows_the_company_of_a_lead_and_its_contacts_only_on_demand() {
        long id = crm.addLead("""
                "_embedded": {"contacts": [{"id": 71}, {"id": 72}], "companies": [{"id": 81}]}""");
        assertThat(crm.get("/api/v4/leads/" + id).at("/_embedded"))
                .isEqualTo(Json.parse("{\"tags\": [], \"companies\": [{\"id\": 81}]}"));
        assertThat(crm.get("/api/v4/leads?with=loss_reason,contacts&filter[id][]=" + id)
                        .at("/_embedded/leads/0/_embedded/contacts"))
                .isEqualTo(Json.parse("[{\"id\": 71, \"is_main\": true}, {\"id\": 72, \"is_main\": false}]"));
    }

    @Test
    void keeps_the_main_contact_that_was_marked() {
        long id = crm.addLead("\"_embedded\": {\"contacts\": [{\"id\": 71}, {\"id\": 72, \"is_main\": true}]}");
        assertThat(crm.get("/api/v4/leads/" + id + "?with=contacts")
                        .at("/_embedded/contacts")
                        .findValuesAsText("is_main"))
                .containsExactly("false", "true");
    }

    @Test
    void ignores_all_filters_but_those_by_id_unless_the_account_has_the_alpha_filters() {
        for (String filter : List.of(
                "filter[updated_at][from]=99999999999",
                "filter[statuses][0][pipeline_id]=1&filter[statuses][0][status_id]=1",
                "filter[name]=Nobody",
                "filter[responsible_user_id][]=103")) {
            assertThat(ids(crm.get("/api/v4/leads?limit=250&" + filter), "leads"))
                    .hasSize(50);
        }
        assertThat(ids(crm.get("/api/v4/leads?filter[id][]=502"), "leads")).containsExactly(502L);
    }

    @Test
    void shows_when_the_closest_open_task_is_due() {
        String lead = "/api/v4/leads/501";
        assertThat(crm.get(lead).at("/closest_task_at").isNull()).isTrue();
        String about = ",\"entity_id\":501,\"entity_type\":\"leads\"";
        long later = crm.addTask(about);
        long sooner = crm.addTask(",\"complete_till\":1500000000" + about);
        crm.addTask(",\"complete_till\":1400000000,\"entity_id\":601,\"entity_type\":\"contacts\"");
        assertThat(crm.get(lead).at("/closest_task_at").asLong()).isEqualTo(1_500_000_000);
        assertThat(crm.get("/api/v4/leads?limit=1")
                        .at("/_embedded/leads/0/closest_task_at")
                        .asLong())
                .isEqualTo(1_500_000_000);
        crm.patch("/api/v4/tasks/" + sooner, "{\"is_completed\":true}");
        assertThat(crm.get(lead).at("/closest_task_at").asLong()).isEqualTo(1_588_885_140);
        crm.patch("/api/v4/tasks/" + sooner, "{\"is_completed\":false,\"complete_till\":1600000000}");
        assertThat(crm.get(lead).at("/closest_task_at").asLong()).isEqualTo(1_588_885_140);
        crm.patch("/api/v4/tasks/" + later, "{\"entity_id\":502,\"entity_type\":\"leads\"}");
        assertThat(crm.get(lead).at("/closest_task_at").asLong()).isEqualTo(1_600_000_000);
    }

    @Test
    void has_thousands_of_leads_by_one_call_that_nothing_reports() {
        Answer answer = crm.post(
                "/_sandbox/leads", "{\"count\": 3000, \"name\": \"Old\", \"created_at\": 1500000000, \"price\": 5}");
        assertThat(answer.json()).isEqualTo(Json.parse("{\"count\": 3000, \"first\": 1001, \"last\": 4000}"));
        JsonNode last = crm.get("/api/v4/leads/4000").json();
        assertThat(last.path("name").asText()).isEqualTo("Old 3000");
        assertThat(last.path("created_at").asLong()).isEqualTo(1_500_000_000);
        assertThat(crm.get("/api/v4/events").status()).isEqualTo(204);
        assertThat(crm.post("/_sandbox/leads", "{\"count\": 0}").status()).isEqualTo(400);
    }
}
