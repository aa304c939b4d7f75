package dev.followup.crm.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.token.Token;
import dev.followup.account.token.TokenEndpoint;
import dev.followup.account.token.TokenEndpoint.GrantType;
import dev.followup.account.token.TokenEndpoint.Reply;
import dev.followup.account.token.TokenEndpoint.Request;
import dev.followup.crm.CrmTest;
import dev.followup.crm.FastCrm;
import dev.followup.crm.session.AccountAvailability;
import dev.followup.crm.session.CallSubject;
import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(FastCrm.class)
class CrmTokenEndpointTest extends CrmTest {

    private static final String TOKENS = """
            {"token_type":"Bearer","expires_in":86400,"access_token":"new-access","refresh_token":"new-refresh",
             "server_time":1795251600}""";
    private static final String HTML = "Content-Type: text/html\r\n";

    @Inject
    TokenEndpoint endpoint;

    @Inject
    ObjectMapper json;

    @Test
    void exchanges_a_code_in_json_without_a_token() throws Exception {
        crm.answers(200, TOKENS);

        assertThat(exchange(GrantType.AUTHORIZATION_CODE))
                .isEqualTo(new Reply.Granted(new Token("new-access"), new Token("new-refresh"), Duration.ofDays(1)));

        var request = crm.only();
        assertThat(request.line()).isEqualTo("POST /oauth2/access_token");
        assertThat(request.headers()).doesNotContainKey("Authorization");
        assertThat(request.headers().get("Content-Type")).startsWith("application/json");
        assertThat(json.readTree(request.body())).isEqualTo(json.readTree("""
                {"client_id":"client","client_secret":"hidden-secret","redirect_uri":"https://example.com/crm",
                 "grant_type":"authorization_code","code":"hidden-proof"}"""));
    }

    @Test
    void refreshes_with_the_redirect_uri_too() throws Exception {
        crm.answers(200, TOKENS);

        exchange(GrantType.REFRESH_TOKEN);

        assertThat(json.readTree(crm.only().body())).isEqualTo(json.readTree("""
                {"client_id":"client","client_secret":"hidden-secret","redirect_uri":"https://example.com/crm",
                 "grant_type":"refresh_token","refresh_token":"hidden-proof"}"""));
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "422"})
    void reports_a_refusal_without_a_retry(int status) {
        crm.answers(status, "Content-Type: application/problem+json\r\n", """
                {"title":"Unauthorized","type":"https://developers.amocrm.ru/v3/errors/OAuthProblemJson",
                 "detail":"No","hint":"Token has been revoked"}""");

        assertThat(exchange(GrantType.REFRESH_TOKEN))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.why())
                                .contains("POST /oauth2/access_token answered " + status, "No: Token has been revoked")
                                .doesNotContain("hidden"));
        assertThat(crm.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {402, 403, 429})
    void reports_an_unavailable_crm_without_a_retry(int status) {
        crm.answers(status, HTML, "<html>no</html>");

        assertThat(exchange(GrantType.REFRESH_TOKEN)).isInstanceOf(Reply.Unavailable.class);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void reports_a_lost_answer_without_a_retry() {
        crm.cuts("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{\"access_token\":\"hidden")
                .answers(200, TOKENS);

        assertThat(exchange(GrantType.REFRESH_TOKEN))
                .isInstanceOfSatisfying(
                        Reply.Lost.class, lost -> assertThat(lost.why()).doesNotContain("hidden"));
        assertThat(crm.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500|{}",
                "504|<html></html>",
                "200|{\"access_token\":\"x\"}",
                "200|{\"access_token\":\"x y\",\"refresh_token\":\"z\",\"expires_in\":86400}",
                "200|nonsense",
                "204|''"
            })
    void treats_an_answer_without_tokens_as_lost(int status, String body) {
        crm.answers(status, body);

        assertThat(exchange(GrantType.REFRESH_TOKEN)).isInstanceOf(Reply.Lost.class);
        assertThat(crm.requests()).hasSize(1);
    }

    @Test
    void waits_for_the_rate_limit_in_the_session_of_the_call_that_needs_the_token() {
        var call = new CrmCall(sessions.begin(crm.account(), Instant.now().minusSeconds(1)), CallSubject.QUERY);

        var reply = ScopedValue.where(CrmCall.CURRENT, call).call(() -> exchange(GrantType.AUTHORIZATION_CODE));

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Unavailable.class, away -> assertThat(away.why()).contains("after the deadline"));
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void does_not_treat_the_failure_of_another_call_as_its_reply() {
        var call = new CrmCall(sessions.begin(crm.account(), Instant.now().plusSeconds(20)), CallSubject.QUERY);
        call.session().failed(new CrmException.Unauthorized("GET /api/v4/tasks answered 401"), CallSubject.QUERY);

        assertThat(ScopedValue.where(CrmCall.CURRENT, call).call(() -> exchange(GrantType.AUTHORIZATION_CODE)))
                .isInstanceOf(Reply.Unavailable.class);
        assertThat(crm.requests()).isEmpty();
    }

    @Test
    void a_block_at_the_token_endpoint_closes_the_session() {
        crm.answers(403, "<html>blocked</html>");
        var call = new CrmCall(sessions.begin(crm.account(), Instant.now().plusSeconds(20)), CallSubject.QUERY);

        assertThat(ScopedValue.where(CrmCall.CURRENT, call).call(() -> exchange(GrantType.REFRESH_TOKEN)))
                .isInstanceOf(Reply.Unavailable.class);
        assertThat(call.session().availability()).isInstanceOf(AccountAvailability.Unavailable.class);
    }

    @Test
    void no_text_form_shows_a_secret() {
        assertThat(TokenRequest.of(request(GrantType.AUTHORIZATION_CODE)) + " "
                        + new TokenResponse("hidden-access", "hidden-refresh", 1))
                .doesNotContain("hidden");
    }

    private Reply exchange(GrantType grantType) {
        return endpoint.exchange(crm.account(), request(grantType));
    }

    private static Request request(GrantType grantType) {
        return new Request(
                "client",
                new Token("hidden-secret"),
                URI.create("https://example.com/crm"),
                grantType,
                new Token("hidden-proof"));
    }
}
