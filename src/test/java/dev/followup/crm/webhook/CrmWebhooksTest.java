package dev.followup.crm.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.CrmTest;
import dev.followup.crm.FastCrm;
import dev.followup.crm.TestTokenProvider;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Listing and subscribing webhooks, for every answer of the CRM.
@QuarkusTest
@TestProfile(FastCrm.class)
class CrmWebhooksTest extends CrmTest {

    private static final String WRITTEN = "https://abc.example/v1/hooks/TopSecret123/demo";
    private static final WebhookUrl ADDRESS = WebhookUrl.of(WRITTEN);
    private static final TreeSet<String> KEYS = new TreeSet<>(List.of("add_lead", "status_lead"));

    @Inject
    CrmWebhooks webhooks;

    @Test
    void lists_the_webhooks_whose_urls_have_our_form() {
        crm.answers(200, """
                {"_total_items":4,"_embedded":{"webhooks":[
                 {"id":7,"destination":"%s","created_at":1,"updated_at":2,"account_id":3,"created_by":4,"sort":10,
                  "disabled":true,"settings":["status_lead","add_lead"]},
                 {"id":8,"destination":"https://abc.example/v1/hooks/Other/demo/","disabled":false,
                  "settings":{"0":"add_task","2":"note_lead"}},
                 {"id":9,"destination":"https://other.example/amo?token=x","disabled":false,"settings":["add_lead"]},
                 {"id":10,"disabled":null,"settings":null}]}}""".formatted(WRITTEN));

        assertThat(all(webhooks.all(session())))
                .containsExactly(
                        new Webhook(7, ADDRESS, KEYS, true),
                        new Webhook(
                                8,
                                WebhookUrl.of("https://abc.example/v1/hooks/Other/demo/"),
                                new TreeSet<>(List.of("add_task", "note_lead")),
                                false));
        assertThat(crm.only().line()).isEqualTo("GET /api/v4/webhooks");
        assertThat(crm.only().headers()).containsEntry("Authorization", "Bearer " + TestTokenProvider.TOKEN);
    }

    @Test
    void lists_nothing_for_an_answer_without_content() {
        crm.answers(204, "");
        assertThat(all(webhooks.all(session()))).isEmpty();
    }

    @Test
    void subscribes_with_one_object_that_names_every_key() {
        crm.answers(201, """
                {"id":7,"destination":"%s","disabled":false,"settings":["status_lead","add_lead"]}""".formatted(WRITTEN));

        assertThat(all(subscribe())).isEqualTo(new Webhook(7, ADDRESS, KEYS, false));

        assertThat(crm.only().line()).isEqualTo("POST /api/v4/webhooks");
        assertThat(crm.only().body())
                .isEqualTo("{\"destination\":\"" + WRITTEN + "\",\"settings\":[\"add_lead\",\"status_lead\"]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | {}
            201 | {"id":7}
            200 | []
            204 | ''
            201 | {"id":7,"destination":"https://abc.example/v1/hooks/TopSecret123/demo","settings":[]}
            """)
    void returns_the_requested_webhook_if_a_good_answer_says_little(int status, String body) {
        for (int i = 0; i < 5; i++) {
            crm.answers(status, body);
        }
        var found = subscribe();
        if (body.equals("[]")) {
            assertThat(why(found)).isInstanceOf(CrmFailure.Unavailable.class);
        } else {
            assertThat(all(found)).isEqualTo(new Webhook(0, ADDRESS, KEYS, false));
        }
    }

    @Test
    void returns_the_webhook_as_the_crm_stored_it() {
        crm.answers(200, """
                {"id":7,"destination":"%s","disabled":true,"settings":["add_lead","add_task"]}""".formatted(WRITTEN));
        assertThat(all(subscribe()))
                .isEqualTo(new Webhook(7, ADDRESS, new TreeSet<>(List.of("add_lead", "add_task")), true));
    }

    @Test
    void retries_a_subscription_after_a_lost_answer() {
        crm.answers(504, "Content-Type: text/html\r\n", "<html>late</html>")
                .cuts("")
                .answers(429, "{}")
                .answers(201, "{}");
        assertThat(all(subscribe()).keys()).isEqualTo(KEYS);
        assertThat(crm.lines()).hasSize(4).containsOnly("POST /api/v4/webhooks");
    }

    @ParameterizedTest
    @CsvSource({
        "401, {}, Blocked",
        "402, {}, Blocked",
        "403, <html>, Blocked",
        "403, {\"title\":\"No\"}, Refused",
        "422, {\"title\":\"No\"}, Refused"
    })
    void reports_why_without_a_retry_where_a_retry_would_not_help(int status, String body, String outcome) {
        crm.answers(status, body).answers(status, body);
        assertThat(why(webhooks.all(session())).getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(why(subscribe()).getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(crm.requests()).hasSize(2);
    }

    @Test
    void fails_after_five_attempts() {
        for (int i = 0; i < 5; i++) {
            crm.answers(500, "{\"title\":\"ErrInternalServer\"}");
        }
        assertThat(why(subscribe())).isInstanceOf(CrmFailure.Unavailable.class);
        assertThat(crm.requests()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail\":\"" + WRITTEN + " is an Invalid URL\"}",
                "{\"detail\":\"Request validation failed\",\"validation-errors\":[{\"errors\":[{\"code\":\"InvalidUrl\","
                        + "\"path\":\"destination\",\"detail\":\"" + WRITTEN + " is an Invalid URL\"}]}]}"
            })
    void masks_the_secret_in_the_reason_of_the_crm(String problem) {
        crm.answers(400, problem);
        assertThat(why(subscribe()))
                .isInstanceOfSatisfying(
                        CrmFailure.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("POST /api/v4/webhooks answered 400", "hooks/***/demo is an Invalid URL")
                                .doesNotContain("TopSecret123"));
    }

    @Test
    void shows_no_secret_in_logs_and_exceptions() {
        var model = new WebhookModel(7, WRITTEN, null, false);
        assertThat(List.of(model, model.toWebhook(), new WebhookRequest(ADDRESS.uri(), KEYS), ADDRESS))
                .allSatisfy(value -> assertThat(value.toString()).doesNotContain("TopSecret123"));
    }

    @Test
    void a_failure_in_a_child_session_does_not_close_the_session() {
        crm.answers(402, "{}").answers(204, "");
        var session = session();
        assertThat(why(webhooks.all(session.child(Duration.ofSeconds(5))))).isInstanceOf(CrmFailure.Blocked.class);
        assertThat(session.isClosed()).isFalse();
        assertThat(all(webhooks.all(session))).isEmpty();
    }

    @Test
    void a_child_session_ends_with_the_session_and_at_its_own_limit() {
        assertThat(why(webhooks.all(lateSession().child(Duration.ofSeconds(5)))))
                .isInstanceOf(CrmFailure.Unavailable.class);
        assertThat(why(webhooks.all(session().child(Duration.ZERO)))).isInstanceOf(CrmFailure.Unavailable.class);
        assertThat(crm.requests()).isEmpty();
    }

    private CrmResult<Webhook> subscribe() {
        return webhooks.subscribe(session(), ADDRESS, KEYS);
    }

    private static CrmFailure why(CrmResult<?> found) {
        return switch (found) {
            case CrmResult.All(var all) -> throw new AssertionError(all);
            case CrmResult.Failed(var why) -> why;
        };
    }
}
