package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.sandbox.WebhookSubscriber.Letter;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What users, contacts and bots do without the API.
class SandboxUserChangesTest extends SandboxTest {

    private final WebhookSubscriber subscriber = new WebhookSubscriber();

    SandboxUserChangesTest() throws IOException {}

    @BeforeEach
    void plug_in() {
        sandbox.subscribe(subscriber.address());
    }

    @AfterEach
    void unplug() {
        subscriber.close();
    }

    @Test
    void a_user_moves_a_lead_to_another_stage() throws InterruptedException {
        var lead = crm.post("/_sandbox/leads", "{\"id\": 501, \"status_id\": 142, \"by\": 103}");
        assertThat(lead.at("/status_id").asLong()).isEqualTo(142);
        assertThat(lead.at("/updated_by").asLong()).isEqualTo(103);
        assertThat(subscriber.next().decoded()).contains("leads[update][0][id]=501");
        assertThat(subscriber.next().decoded())
                .contains("&leads[status][0][status_id]=142&")
                .contains("&leads[status][0][modified_user_id]=103&");
    }

    @Test
    void a_user_completes_a_task_that_the_token_s_owner_added() throws InterruptedException {
        long task = crm.addTask("");
        subscriber.next();
        var completed = crm.post(
                "/_sandbox/tasks",
                "{\"id\": %d, \"is_completed\": true, \"result\": {\"text\": \"Agreed\"}}".formatted(task));
        assertThat(completed.at("/created_by").asLong()).isEqualTo(101);
        assertThat(completed.at("/updated_by").asLong()).isEqualTo(102);
        assertThat(subscriber.next().decoded())
                .contains("task[update][0][status]=1", "[modified_by]=102", "[result][text]=Agreed");
    }

    @Test
    void a_user_adds_a_contact() throws InterruptedException {
        var contact = crm.post("/_sandbox/contacts", "{\"name\": \"Olga\"}");
        assertThat(contact.at("/created_by").asLong()).isEqualTo(102);
        assertThat(subscriber.next().decoded()).contains("contacts[add][0][created_user_id]=102");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            leads    | {"id": 1, "price": 5}         | NotSupportedChoice
            leads    | {"id": 501, "by": 104}        | NotSupportedChoice
            leads    | {"id": 501, "stage": 142}     | stage: found 142, expected one of the keys
            tasks    | {"text": "Call"}              | FieldMissing
            messages | {"lead": 501}                 | FieldMissing
            messages | {"text": "Hi"}                | expected a lead or a contact
            messages | {"text": "Hi", "lead": 1}     | NotSupportedChoice
            messages | {"text": "Hi", "lead": 501, "author": "bot"} | author: expected with "direction": "out" only
            messages | {"text": "Hi", "lead": 501, "direction": "up"} | NotSupportedChoice
            """)
    void refuses_what_cannot_happen(String what, String body, String problem) {
        var answer = crm.post("/_sandbox/" + what, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().replace("\\\"", "\"")).contains(problem);
        assertThat(subscriber.hasNoMore()).isTrue();
    }

    @Test
    void a_contact_writes_a_message() throws InterruptedException {
        var message = crm.post("/_sandbox/messages", "{\"text\": \"How much is it?\", \"lead\": 501}");
        assertThat(subscriber.next().decoded())
                .isEqualTo(Letter.BEGINNING
                        + """
                message[add][0][id]=%s&message[add][0][chat_id]=%s&message[add][0][talk_id]=601\
                &message[add][0][contact_id]=601&message[add][0][text]=How much is it?&message[add][0][created_at]=%d\
                &message[add][0][element_type]=2&message[add][0][entity_type]=lead&message[add][0][element_id]=501\
                &message[add][0][entity_id]=501&message[add][0][type]=incoming&message[add][0][author][id]=%s\
                &message[add][0][author][type]=external&message[add][0][author][name]=Anna Petrova\
                &message[add][0][origin]=telegram""".formatted(
                                        message.at("/id").asText(),
                                        message.at("/chat_id").asText(),
                                        TestClock.START,
                                        message.at("/author/id").asText()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "bot", "internal"})
    void a_message_to_a_contact_has_an_author(String author) throws InterruptedException {
        crm.post("/_sandbox/messages", """
                {"text": "Hello", "contact": 601, "direction": "out", "author": "%s"}""".formatted(author));
        assertThat(subscriber.next().decoded())
                .contains("outgoing_message[add][0][entity_type]=contact&", "[entity_id]=601&", "[type]=outgoing&")
                .contains("outgoing_message[add][0][author][type]=" + author + "&");
    }
}
