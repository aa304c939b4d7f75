package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.sandbox.WebhookSubscriber.Letter;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The bodies of webhooks, in the CRM's current layout.
class WebhookBodiesTest extends SandboxTest {

    private final WebhookSubscriber subscriber = new WebhookSubscriber();

    WebhookBodiesTest() throws IOException {}

    @AfterEach
    void unplug() {
        subscriber.close();
    }

    @Test
    void reports_a_new_lead() throws InterruptedException {
        sandbox.subscribe(subscriber.address());
        crm.addLead("""
                "name": "Website request №1", "price": 425, "created_by": 0, "updated_by": 0,
                "_embedded": {"tags": [{"id": 5, "name": "VIP"}]},
                "custom_fields_values": [
                    {"field_id": 77, "field_name": "Paid", "values": [{"value": 1700000000}]},
                    {"field_id": 78, "field_name": "Colour", "field_code": "COLOUR", "values": [{"value": "red", "enum_id": 3}]}
                ]""");
        Letter letter = subscriber.next();
        assertThat(letter.method()).isEqualTo("POST");
        assertThat(letter.headers().get("Content-type")).containsExactly("application/x-www-form-urlencoded");
        assertThat(letter.headers().get("User-agent")).containsExactly("amoCRM-Webhooks/3.0");
        assertThat(letter.headers().get("X-amocrm-requestid"))
                .singleElement()
                .asString()
                .hasSize(36);
        assertThat(letter.body())
                .startsWith("account%5Bsubdomain%5D=demo&")
                .contains("=Website+request+%E2%84%961&")
                .doesNotContain("[");
        assertThat(letter.decoded()).isEqualTo(Letter.BEGINNING + """
                leads[add][0][id]=1002&leads[add][0][name]=Website request №1&leads[add][0][status_id]=96210101\
                &leads[add][0][price]=425&leads[add][0][responsible_user_id]=101&leads[add][0][last_modified]=%1$d\
                &leads[add][0][modified_user_id]=0&leads[add][0][created_user_id]=0&leads[add][0][date_create]=%1$d\
                &leads[add][0][pipeline_id]=9621010&leads[add][0][account_id]=1000001\
                &leads[add][0][tags][0][id]=5&leads[add][0][tags][0][name]=VIP\
                &leads[add][0][custom_fields][0][id]=77&leads[add][0][custom_fields][0][name]=Paid\
                &leads[add][0][custom_fields][0][values][0][value]=1700000000\
                &leads[add][0][custom_fields][1][id]=78&leads[add][0][custom_fields][1][name]=Colour\
                &leads[add][0][custom_fields][1][values][0][value]=red\
                &leads[add][0][custom_fields][1][values][0][enum]=3&leads[add][0][custom_fields][1][code]=COLOUR\
                &leads[add][0][created_at]=%1$d&leads[add][0][updated_at]=%1$d""".formatted(TestClock.START));
    }

    @Test
    void reports_custom_fields_in_the_shapes_of_their_types() throws InterruptedException {
        sandbox.subscribe(subscriber.address());
        long id = crm.addLead("""
                "custom_fields_values": [
                    {"field_id": 1, "field_type": "date", "values": [{"value": 1798750800}]},
                    {"field_id": 2, "field_type": "date_time", "values": [{"value": 1798794000}]},
                    {"field_id": 3, "field_type": "birthday", "values": [{"value": 662590800}]},
                    {"field_id": 4, "field_type": "checkbox", "values": [{"value": true}]},
                    {"field_id": 5, "field_type": "radiobutton", "values": [{"value": "red", "enum_id": 7}]},
                    {"field_id": 6, "field_type": "multiselect", "values": [{"value": "a", "enum_id": 8}, {"value": "b", "enum_id": 9}]}
                ]""");
        String fields = "&leads[add][0][custom_fields]";
        assertThat(subscriber.next().decoded())
                .contains(fields + "[0][values][0]=1798750800&")
                .contains(fields + "[1][values][0]=1798794000&")
                .contains(fields + "[2][values][0][value]=31.12.1990&")
                .contains(fields + "[3][values][0][value]=1&")
                .contains(fields + "[4][values][value]=red" + fields + "[4][values][enum]=7&")
                .contains(fields + "[5][values][0][value]=a" + fields + "[5][values][0][enum]=8&")
                .contains(fields + "[5][values][1][value]=b" + fields + "[5][values][1][enum]=9&");

        crm.patch("/api/v4/leads/" + id, """
                {"custom_fields_values": [{"field_id": 1, "values": [{"value": 1798837200}]}, {"field_id": 2, "values": []}]}""");
        assertThat(subscriber.next().decoded())
                .contains("[values][0]=1798837200&")
                .doesNotContain("1798794000");
    }

    @Test
    void reports_a_change_its_stage_and_its_owner_one_after_the_other() throws InterruptedException {
        sandbox.subscribe(subscriber.address());
        long id = crm.addLead("");
        crm.patch("/api/v4/leads/" + id, "{\"status_id\":142,\"responsible_user_id\":102}");
        assertThat(subscriber.next().decoded()).contains("&leads[add][0][id]=");
        for (String action : new String[] {"update", "status", "responsible"}) {
            String item = "leads[" + action + "][0]";
            assertThat(subscriber.next().decoded())
                    .startsWith(Letter.BEGINNING + item + "[id]=" + id + "&" + item + "[name]=&")
                    .contains("&" + item + "[status_id]=142&" + item + "[old_status_id]=96210101&")
                    .contains("&" + item + "[responsible_user_id]=102&" + item + "[old_responsible_user_id]=101&");
        }
        assertThat(subscriber.hasNoMore()).isTrue();
    }

    @Test
    void reports_no_new_stage_or_owner_if_there_is_none() throws InterruptedException {
        sandbox.subscribe(subscriber.address());
        long id = crm.addLead("");
        crm.patch("/api/v4/leads/" + id, "{\"status_id\":96210101,\"responsible_user_id\":101}");
        crm.addLead("");
        assertThat(subscriber.next().decoded()).contains("&leads[add][0][id]=");
        assertThat(subscriber.next().decoded())
                .contains("&leads[update][0][id]=")
                .doesNotContain("old_");
        assertThat(subscriber.next().decoded()).contains("&leads[add][0][id]=");
    }

    @Test
    void reports_tasks_in_words_of_their_own() throws InterruptedException {
        sandbox.subscribe(subscriber.address());
        long id = crm.addTask(",\"entity_id\":501,\"entity_type\":\"leads\"");
        assertThat(subscriber.next().decoded()).isEqualTo(Letter.BEGINNING + """
                task[add][0][id]=%2$d&task[add][0][element_id]=501&task[add][0][element_type]=2\
                &task[add][0][task_type]=1&task[add][0][date_create]=2026-11-21 09:00:00&task[add][0][text]=Call\
                &task[add][0][status]=0&task[add][0][account_id]=1000001&task[add][0][created_user_id]=101\
                &task[add][0][last_modified]=2026-11-21 09:00:00&task[add][0][responsible_user_id]=101\
                &task[add][0][complete_till]=2020-05-07 20:59:00&task[add][0][action_close]=0\
                &task[add][0][created_at]=%1$d&task[add][0][updated_at]=%1$d\
                &task[add][0][complete_before]=1588885140""".formatted(TestClock.START, id));
        clock.pass(Duration.ofSeconds(61));
        crm.patch("/api/v4/tasks/" + id, """
                {"is_completed": true, "result": {"text": "done"}, "text": "Called", "responsible_user_id": 102}""");
        assertThat(subscriber.next().decoded())
                .isEqualTo(Letter.BEGINNING + """
                task[update][0][id]=%3$d&task[update][0][element_id]=501&task[update][0][element_type]=2\
                &task[update][0][task_type]=1&task[update][0][date_create]=2026-11-21 09:00:00\
                &task[update][0][text]=Called&task[update][0][status]=1&task[update][0][account_id]=1000001\
                &task[update][0][created_user_id]=101&task[update][0][last_modified]=2026-11-21 09:01:01\
                &task[update][0][responsible_user_id]=102&task[update][0][complete_till]=2020-05-07 20:59:00\
                &task[update][0][action_close]=1&task[update][0][old_text]=Call&task[update][0][modified_by]=101\
                &task[update][0][old_responsible_user_id]=101&task[update][0][result][id]=%3$d\
                &task[update][0][result][text]=done&task[update][0][created_at]=%1$d\
                &task[update][0][updated_at]=%2$d&task[update][0][complete_before]=1588885140""".formatted(TestClock.START, TestClock.START + 61, id));
    }
}
