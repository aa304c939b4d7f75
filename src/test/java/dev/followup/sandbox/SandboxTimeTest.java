package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The sandbox's time is shown and moved ahead.
class SandboxTimeTest extends SandboxTest {

    private TestClient.Answer move(String body) {
        return crm.send("PUT", "/_sandbox/clock", body);
    }

    private String now() {
        return crm.get("/_sandbox/clock").at("/now").asText();
    }

    @Test
    void answers_the_present_and_moves_by_a_span_or_to_a_time() {
        assertThat(now()).isEqualTo("2026-11-21T09:00:00Z");
        assertThat(move("{\"advance\": \"15m\"}").json()).hasToString("""
                {"from":"2026-11-21T09:00:00Z","to":"2026-11-21T09:15:00Z","minutes":0}""");
        assertThat(move("{\"now\": \"2026-11-21T18:00:00+03:00\"}").at("/to").asText())
                .isEqualTo("2026-11-21T15:00:00Z");
        assertThat(now()).isEqualTo("2026-11-21T15:00:00Z");
    }

    @Test
    void entities_and_webhooks_have_the_moved_time() throws IOException, InterruptedException {
        try (var subscriber = new WebhookSubscriber()) {
            sandbox.subscribe(subscriber.address());
            move("{\"advance\": \"1h\"}");
            long moved = Instant.parse("2026-11-21T10:00:00Z").getEpochSecond();
            long task = crm.addTask("");
            assertThat(crm.get("/api/v4/tasks/" + task).at("/created_at").asLong())
                    .isEqualTo(moved);
            assertThat(subscriber.next().decoded()).contains("task[add][0][created_at]=" + moved);
            assertThat(crm.get("/api/v4/events")
                            .at("/_embedded/events/0/created_at")
                            .asLong())
                    .isEqualTo(moved);
        }
    }

    @Test
    void tokens_expire_when_time_moves_past_their_end() {
        var tokens = crm.post("/oauth2/access_token", """
                {"client_id": "c", "client_secret": "s", "redirect_uri": "https://example.com",
                 "grant_type": "authorization_code", "code": "1"}""");
        crm.useToken(tokens.at("/access_token").asText());
        move("{\"advance\": \"23h\"}");
        assertThat(crm.get("/api/v4/account").status()).isEqualTo(200);
        move("{\"advance\": \"1h\"}");
        assertThat(crm.get("/api/v4/account").status()).isEqualTo(401);
    }

    @Test
    void a_failed_webhook_is_repeated_before_time_moves_on() throws IOException {
        try (var failing = new WebhookSubscriber(500, 500, 500, 500)) {
            sandbox.subscribe(failing.address());
            crm.addLead("");
            assertThat(move("{\"advance\": \"1m\"}").at("/minutes").asInt()).isEqualTo(1);
            assertThat(failing.received()).isEqualTo(5);
        }
    }

    @Test
    void the_limit_of_calls_does_not_follow() {
        crm.behave("{\"requestsPerSecond\": 1, \"blockAfterRejections\": 1}");
        crm.get("/api/v4/account");
        assertThat(crm.get("/api/v4/account").status()).isEqualTo(429);
        move("{\"advance\": \"1d\"}");
        assertThat(crm.get("/api/v4/account").status()).isEqualTo(403);
    }

    @Test
    void time_does_not_go_back_but_by_a_reset() {
        move("{\"advance\": \"2h\"}");
        var back = move("{\"now\": \"2026-11-21T10:59:59Z\"}");
        assertThat(back.status()).isEqualTo(400);
        assertThat(back.at("/detail").asText())
                .isEqualTo("now: found 2026-11-21T10:59:59Z, expected a time after the present, 2026-11-21T11:00:00Z:"
                        + " time does not go back. POST /_sandbox/reset sets it back");
        crm.post("/_sandbox/reset", "");
        assertThat(now()).isEqualTo(Instant.ofEpochSecond(TestClock.START).toString());
        assertThat(crm.get("/api/v4/leads/501").at("/created_at").asLong()).isEqualTo(TestClock.START);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"advance": "soon"}                        | advance: found "soon", expected <n>s, <n>m, <n>h or <n>d, such as 15m
            {"advance": "-5m"}                         | advance: found "-5m", expected <n>s, <n>m, <n>h or <n>d
            {"advance": "32d"}                         | advance: found "32d", expected at most 31d in one call
            {"now": "2027-01-01T00:00:00Z"}            | expected at most 31 days after the present, 2026-11-21T09:00:00Z
            {"now": "tomorrow"}                        | now: found "tomorrow", expected a time with its offset, such as 2026
            {"now": "2026-11-21T09:00:00"}             | expected a time with its offset
            {"advance": "1m", "now": "2026-11-22T00:00:00Z"} | expected either advance or now
            {"forward": "1m"}                          | forward: found "1m", expected one of the keys [advance, now]
            """)
    void refuses_a_move_that_it_does_not_understand(String body, String detail) {
        var answer = move(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/detail").asText()).contains(detail);
        assertThat(now()).isEqualTo("2026-11-21T09:00:00Z");
    }
}
