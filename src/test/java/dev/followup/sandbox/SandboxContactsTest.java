package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.TestClock;
import dev.followup.sandbox.WebhookSubscriber.Letter;
import dev.followup.sandbox.http.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Contacts and companies.
class SandboxContactsTest extends SandboxTest {

    @ParameterizedTest
    @ValueSource(strings = {"contacts", "companies", "customers"})
    void are_added_changed_and_listed_by_their_ids(String plural) {
        String path = "/api/v4/" + plural;
        assertThat(crm.get(path + "?filter[id]=9").status()).isEqualTo(204);
        long anna = crm.add(plural, "\"name\":\"Anna\"");
        long boris = crm.add(plural, "\"name\":\"Boris\",\"responsible_user_id\":102");
        crm.add(plural, "\"name\":\"Vera\"");
        crm.patch(path + "/" + anna, "{\"name\":\"Anna O.\"}");
        crm.patch(path, "[{\"id\":%d,\"_embedded\":{\"tags\":[{\"name\":\"VIP\"}]}}]".formatted(boris));
        var answer = crm.get(path + "?filter[id][]=%d&filter[id][]=%d&filter[id][]=9".formatted(boris, anna));
        assertThat(ids(answer, plural)).containsExactly(anna, boris);
        assertThat(answer.json().findValuesAsText("name")).containsExactly("Anna O.", "Boris", "VIP");
        assertThat(crm.get(path + "/" + boris).at("/responsible_user_id").asInt())
                .isEqualTo(102);
        assertThat(crm.get(path + "/9").status()).isEqualTo(404);
    }

    @Test
    void have_phone_and_mail_by_their_codes() {
        long id = crm.add("contacts", """
                "custom_fields_values": [
                    {"field_code": "PHONE", "values": [{"value": "+7 900 1", "enum_code": "WORK"}]},
                    {"field_code": "EMAIL", "values": [{"value": "a@b.example"}]}
                ]""");
        crm.patch("/api/v4/contacts/" + id, """
                {"custom_fields_values": [{"field_id": 5002, "values": [{"value": "+7 900 2"}]}]}""");
        JsonNode fields = crm.get("/api/v4/contacts/" + id).at("/custom_fields_values");
        assertThat(fields.findValuesAsText("field_code")).containsExactly("EMAIL", "PHONE");
        assertThat(fields.findValuesAsText("field_id")).containsExactly("5003", "5002");
        assertThat(fields.findValuesAsText("value")).containsExactly("a@b.example", "+7 900 2");
    }

    @Test
    void report_the_company_of_a_contact() throws Exception {
        try (var subscriber = new WebhookSubscriber()) {
            sandbox.subscribe(subscriber.address());
            long id = crm.add("contacts", "\"_embedded\": {\"companies\": [{\"id\": 81}]}");
            assertThat(crm.get("/api/v4/contacts/" + id).at("/_embedded"))
                    .isEqualTo(Json.parse("{\"tags\": [], \"companies\": [{\"id\": 81}]}"));
            assertThat(subscriber.next().decoded()).contains("&contacts[add][0][linked_company_id]=81&");
        }
    }

    @ParameterizedTest
    @CsvSource({"contacts, contact", "companies, company"})
    void are_reported_under_one_key_and_distinguished_by_their_type(String plural, String type) throws Exception {
        try (var subscriber = new WebhookSubscriber()) {
            sandbox.subscribe(subscriber.address());
            long id = crm.add(plural, """
                    "name": "Ёлка", "_embedded": {"tags": [{"id": 5, "name": "VIP"}]},
                    "custom_fields_values": [{"field_code": "PHONE", "values": [{"value": "+7 900 1", "enum_id": 3}]}]""");
            assertThat(subscriber.next().decoded())
                    .isEqualTo(Letter.BEGINNING + """
                    contacts[add][0][id]=%2$d&contacts[add][0][name]=Ёлка&contacts[add][0][responsible_user_id]=101\
                    &contacts[add][0][date_create]=%1$d&contacts[add][0][last_modified]=%1$d\
                    &contacts[add][0][created_user_id]=101&contacts[add][0][modified_user_id]=101\
                    &contacts[add][0][account_id]=1000001\
                    &contacts[add][0][tags][0][id]=5&contacts[add][0][tags][0][name]=VIP\
                    &contacts[add][0][custom_fields][0][id]=5002&contacts[add][0][custom_fields][0][name]=Field 5002\
                    &contacts[add][0][custom_fields][0][values][0][value]=+7 900 1\
                    &contacts[add][0][custom_fields][0][values][0][enum]=3&contacts[add][0][custom_fields][0][code]=PHONE\
                    &contacts[add][0][created_at]=%1$d&contacts[add][0][updated_at]=%1$d\
                    &contacts[add][0][type]=%3$s""".formatted(TestClock.START, id, type));
        }
    }

    @Test
    void report_a_new_owner_as_any_change() throws Exception {
        try (var all = new WebhookSubscriber();
                var owners = new WebhookSubscriber()) {
            sandbox.subscribe(all.address());
            crm.post("/api/v4/webhooks", """
                    {"destination": "%s", "settings": ["responsible_contact"]}""".formatted(owners.address()));
            long id = crm.add("contacts", "\"name\": \"Anna\"");
            crm.patch("/api/v4/contacts/" + id, "{\"name\": \"Anna O.\"}");
            crm.patch("/api/v4/contacts/" + id, "{\"responsible_user_id\": 102}");
            assertThat(all.next().decoded()).contains("contacts[add][0][name]=Anna&");
            assertThat(all.next().decoded())
                    .contains("contacts[update][0][name]=Anna O.&")
                    .doesNotContain("old_");
            for (WebhookSubscriber subscriber : List.of(all, owners)) {
                assertThat(subscriber.next().decoded())
                        .contains("&contacts[update][0][responsible_user_id]=102"
                                + "&contacts[update][0][old_responsible_user_id]=101&");
                assertThat(subscriber.hasNoMore()).isTrue();
            }
        }
    }
}
