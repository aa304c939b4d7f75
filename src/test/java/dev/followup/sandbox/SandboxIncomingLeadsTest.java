package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.TestClock;
import dev.followup.sandbox.TestClient.Answer;
import dev.followup.sandbox.WebhookSubscriber.Letter;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Incoming leads, and webhooks of the digital pipeline.
class SandboxIncomingLeadsTest extends SandboxTest {

    private final WebhookSubscriber subscriber = new WebhookSubscriber();

    SandboxIncomingLeadsTest() throws IOException {}

    @BeforeEach
    void plug_in() {
        sandbox.subscribe(subscriber.address());
    }

    @AfterEach
    void unplug() {
        subscriber.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"forms", "chats", "mail", "sip"})
    void arrive_with_little_more_than_ids(String category) throws InterruptedException {
        JsonNode incoming = arrive("""
                {"category": "%s", "name": "Website request", "price": 9000,
                 "contact": {"name": "Anna", "phone": "+7 900 1", "email": "a@b.example"}}""".formatted(category));
        assertThat(subscriber.next().decoded())
                .isEqualTo(Letter.BEGINNING
                        + """
                unsorted[add][0][uid]=%2$s&unsorted[add][0][source]=Sandbox&unsorted[add][0][category]=%5$s\
                &unsorted[add][0][date_create]=%1$d&unsorted[add][0][data][contacts][0][id]=%3$d\
                &unsorted[add][0][pipeline_id]=9621010&unsorted[add][0][account_id]=1000001\
                &unsorted[add][0][lead_id]=%4$d&unsorted[add][0][created_at]=%1$d""".formatted(TestClock.START, uid(incoming), contact(incoming), lead(incoming), category));
        assertThat(subscriber.hasNoMore()).isTrue();
    }

    @Test
    void are_leads_with_a_contact_like_any_other() {
        JsonNode incoming = arrive("""
                {"category": "forms", "name": "Website request", "price": 9000, "tags": ["VIP", "Промо"],
                 "contact": {"name": "Anna", "phone": "+7 900 1", "email": "a@b.example"}}""");
        JsonNode lead =
                crm.get("/api/v4/leads/" + lead(incoming) + "?with=contacts").json();
        assertThat(lead.path("name").asText()).isEqualTo("Website request");
        assertThat(lead.path("price").asInt()).isEqualTo(9000);
        assertThat(lead.path("status_id").asLong()).isEqualTo(96_210_100);
        assertThat(lead.path("created_by").asInt()).isZero();
        assertThat(lead.at("/_embedded/tags").findValuesAsText("name")).containsExactly("VIP", "Промо");
        assertThat(lead.at("/_embedded/contacts/0"))
                .hasToString("{\"id\":%d,\"is_main\":true}".formatted(contact(incoming)));
        JsonNode contact = crm.get("/api/v4/contacts/" + contact(incoming)).json();
        assertThat(contact.path("name").asText()).isEqualTo("Anna");
        assertThat(contact.path("custom_fields_values").findValuesAsText("field_code"))
                .containsExactly("PHONE", "EMAIL");
        assertThat(contact.path("custom_fields_values").findValuesAsText("value"))
                .containsExactly("+7 900 1", "a@b.example");
    }

    @Test
    void may_have_no_contact() throws InterruptedException {
        JsonNode incoming = arrive("{\"category\": \"sip\"}");
        assertThat(subscriber.next().decoded())
                .contains("[lead_id]=" + lead(incoming) + "&")
                .doesNotContain("contacts");
        assertThat(ids(crm.get("/api/v4/contacts"), "contacts")).containsExactly(601L);
    }

    @Test
    void enter_a_stage_and_get_an_owner_when_they_are_accepted() throws InterruptedException {
        JsonNode incoming = arrive("{\"category\": \"forms\"}");
        Answer answer = crm.post(
                "/api/v4/leads/unsorted/" + uid(incoming) + "/accept", "{\"user_id\": 102, \"status_id\": 96210102}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(incoming);
        JsonNode lead = crm.get("/api/v4/leads/" + lead(incoming)).json();
        assertThat(lead.path("status_id").asLong()).isEqualTo(96_210_102);
        assertThat(lead.path("responsible_user_id").asInt()).isEqualTo(102);
        subscriber.next();
        assertThat(subscriber.next().decoded())
                .isEqualTo(Letter.BEGINNING + """
                unsorted[delete][0][action]=accept&unsorted[delete][0][uid]=%2$s&unsorted[delete][0][category]=forms\
                &unsorted[delete][0][created_at]=%1$d&unsorted[delete][0][modified_user_id]=102\
                &unsorted[delete][0][accept_result][leads][0]=%3$d""".formatted(TestClock.START, uid(incoming), lead(incoming)));
        assertThat(subscriber.hasNoMore()).isTrue();
    }

    @Test
    void enter_the_first_stage_where_none_is_named() {
        JsonNode incoming = arrive("{\"category\": \"forms\"}");
        crm.post("/api/v4/leads/unsorted/" + uid(incoming) + "/accept", "");
        assertThat(crm.get("/api/v4/leads/" + lead(incoming)).at("/status_id").asLong())
                .isEqualTo(96_210_101);
    }

    @Test
    void are_lost_when_they_are_declined() throws InterruptedException {
        JsonNode incoming = arrive("{\"category\": \"chats\"}");
        String path = "/api/v4/leads/unsorted/" + uid(incoming) + "/decline";
        assertThat(crm.send("DELETE", path, "").status()).isEqualTo(200);
        assertThat(crm.get("/api/v4/leads/" + lead(incoming)).at("/status_id").asInt())
                .isEqualTo(143);
        subscriber.next();
        assertThat(subscriber.next().decoded())
                .contains("unsorted[delete][0][action]=decline&", "[modified_user_id]=101&")
                .endsWith("unsorted[delete][0][decline_result][leads][0]=" + lead(incoming));
        assertThat(crm.send("DELETE", path, "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"x\"}",
                "{\"category\": \"fax\"}",
                "{\"category\": \"sip\", \"price\": \"9\"}",
                "{\"category\": \"sip\", \"contact\": {\"phone\": 7}}",
                "{\"category\": \"sip\", \"contact\": {\"tel\": \"7\"}}",
                "{\"category\": \"sip\", \"tags\": [7]}",
                "{\"category\": \"sip\", \"tag\": [\"VIP\"]}"
            })
    void are_refused_where_something_is_wrong(String body) {
        assertThat(crm.post("/_sandbox/incoming-leads", body).status()).isEqualTo(400);
        assertThat(crm.get("/api/v4/leads?filter[id]=1001").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "mail_in", "call_in", "chat", "site_visit"})
    void the_pipeline_reports_ids_and_nothing_else(String action) throws InterruptedException {
        long lead = crm.addLead("\"name\": \"Lead\"");
        subscriber.next();
        assertThat(pipelineWebhook(lead, action).status()).isEqualTo(204);
        assertThat(subscriber.next().decoded()).isEqualTo(Letter.BEGINNING + """
                leads[%2$s][0][id]=%1$d&leads[%2$s][0][status_id]=96210101\
                &leads[%2$s][0][pipeline_id]=9621010""".formatted(lead, action));
    }

    @Test
    void the_pipeline_reports_a_stage_and_the_one_before() throws InterruptedException {
        long lead = crm.addLead("\"status_id\": 142");
        subscriber.next();
        pipelineWebhook(lead, "status");
        assertThat(subscriber.next().decoded()).isEqualTo(Letter.BEGINNING + """
                leads[status][0][id]=%d&leads[status][0][status_id]=142&leads[status][0][pipeline_id]=9621010\
                &leads[status][0][old_status_id]=96210100&leads[status][0][old_pipeline_id]=9621010""".formatted(lead));
    }

    @Test
    void the_pipeline_knows_its_leads_and_actions() {
        assertThat(pipelineWebhook(9, "add").status()).isEqualTo(400);
        assertThat(pipelineWebhook(crm.addLead(""), "won").status()).isEqualTo(400);
    }

    private Answer pipelineWebhook(long lead, String action) {
        return crm.post("/_sandbox/pipeline-hooks", "{\"lead\": %d, \"action\": \"%s\"}".formatted(lead, action));
    }

    private JsonNode arrive(String body) {
        Answer answer = crm.post("/_sandbox/incoming-leads", body);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static String uid(JsonNode incoming) {
        return incoming.path("uid").asText();
    }

    private static long lead(JsonNode incoming) {
        return incoming.at("/_embedded/leads/0/id").asLong();
    }

    private static long contact(JsonNode incoming) {
        return incoming.at("/_embedded/contacts/0/id").asLong();
    }
}
