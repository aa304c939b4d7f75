package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.sandbox.TestClient.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SandboxOAuthTest extends SandboxTest {

    private static final String CLIENT =
            "\"client_id\":\"c\",\"client_secret\":\"s\",\"redirect_uri\":\"https://example.com\",";

    private Answer exchange(String code) {
        return crm.post(
                "/oauth2/access_token",
                "{" + CLIENT + "\"grant_type\":\"authorization_code\",\"code\":\"" + code + "\"}");
    }

    private Answer refresh(String token) {
        return crm.post(
                "/oauth2/access_token",
                "{" + CLIENT + "\"grant_type\":\"refresh_token\",\"refresh_token\":\"" + token + "\"}");
    }

    @Test
    void exchanges_a_code_for_tokens_that_last_a_day() {
        Answer answer = exchange("code");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("/token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.at("/expires_in").asInt()).isEqualTo(86_400);
        crm.useToken(answer.at("/access_token").asText());
        assertThat(crm.get("/api/v4/account").status()).isEqualTo(200);
        clock.pass(Duration.ofDays(1));
        assertThat(crm.get("/api/v4/account").status()).isEqualTo(401);
    }

    @Test
    void refreshes_once_and_refuses_the_second_time() {
        String token = exchange("code").at("/refresh_token").asText();
        Answer refreshed = refresh(token);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.at("/refresh_token").asText()).isNotEqualTo(token);
        Answer again = refresh(token);
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.type()).isEqualTo("application/problem+json");
        assertThat(again.at("/type").asText()).isEqualTo("https://developers.amocrm.ru/v3/errors/OAuthProblemJson");
        assertThat(again.at("/hint").asText()).isEqualTo("Token has been revoked");
        assertThat(refresh(refreshed.at("/refresh_token").asText()).status()).isEqualTo(200);
    }

    @Test
    void forgets_a_refresh_token_that_is_not_used_for_three_months() {
        String token = exchange("code").at("/refresh_token").asText();
        clock.pass(Duration.ofDays(90));
        Answer late = refresh(token);
        assertThat(late.status()).isEqualTo(401);
        assertThat(late.at("/hint").asText()).isEqualTo("Token has expired");
    }

    @Test
    void accepts_a_code_once_and_no_token_that_it_did_not_issue() {
        exchange("code");
        assertThat(exchange("code").at("/hint").asText()).isEqualTo("Authorization code has been revoked");
        assertThat(refresh("invented").status()).isEqualTo(401);
    }

    @Test
    void reads_a_form_too() {
        Answer answer = crm.post(
                "/oauth2/access_token",
                "client_id=c&client_secret=s&redirect_uri=https%3A%2F%2Fexample.com&grant_type=authorization_code&code=1");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void names_the_missing_parameter() {
        assertThat(crm.post("/oauth2/access_token", "{\"client_id\":\"c\"}")
                        .at("/hint")
                        .asText())
                .isEqualTo("Check the `client_secret` parameter");
        assertThat(crm.post("/oauth2/access_token", "{" + CLIENT + "\"grant_type\":\"magic\"}")
                        .at("/hint")
                        .asText())
                .isEqualTo("Check the `grant_type` parameter");
    }
}
