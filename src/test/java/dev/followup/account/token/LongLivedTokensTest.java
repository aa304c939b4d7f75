package dev.followup.account.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongLivedTokensTest {

    private static final Account DEMO = new Account("demo", URI.create("https://demo.amocrm.ru"));

    private String secret = "first\n";
    private int reads;

    @Test
    void takes_the_token_from_the_settings_and_has_no_other() {
        var tokens = tokens(Map.of("followup.crm.token", "from-settings"));
        tokens.check(DEMO);

        assertThat(tokens.token(DEMO)).isEqualTo(new Token("from-settings"));
        assertThat(tokens.insteadOf(new Token("from-settings"), DEMO)).isEqualTo(new Token("from-settings"));
        assertThat(reads).isZero();
    }

    @Test
    void reports_which_token_is_missing() {
        var tokens = tokens(Map.of());
        assertThatThrownBy(() -> tokens.check(DEMO))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessage("CRM_TOKEN is not set, expected the long-lived token of account demo");
    }

    @Test
    void reads_a_secret_when_first_needed_and_again_after_the_crm_refuses_its_token() {
        var tokens = tokens(Map.of("followup.crm.token-secret", "followup/demo"));
        tokens.check(DEMO);
        assertThat(reads).isZero();
        assertThat(tokens.token(DEMO)).isEqualTo(new Token("first"));
        assertThat(tokens.token(DEMO)).isEqualTo(new Token("first"));
        assertThat(reads).isEqualTo(1);

        assertThat(tokens.insteadOf(new Token("first"), DEMO)).isEqualTo(new Token("first"));
        secret = "second";
        assertThat(tokens.token(DEMO)).isEqualTo(new Token("first"));
        assertThat(tokens.insteadOf(new Token("first"), DEMO)).isEqualTo(new Token("second"));
        assertThat(tokens.insteadOf(new Token("first"), DEMO)).isEqualTo(new Token("second"));
        assertThat(tokens.token(DEMO)).isEqualTo(new Token("second"));
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void reports_a_malformed_secret_without_showing_it() {
        secret = "two words";
        var tokens = tokens(Map.of("followup.crm.token-secret", "followup/demo"));
        assertThatThrownBy(() -> tokens.token(DEMO))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessageContaining("followup/demo")
                .hasMessageNotContaining("two words");
    }

    @Test
    void refreshing_if_due_never_fails() {
        secret = "two words";
        tokens(Map.of("followup.crm.token-secret", "followup/demo")).refreshIfDue(DEMO);
        assertThat(reads).isEqualTo(1);
    }

    private TokenProvider tokens(Map<String, String> given) {
        var all = new HashMap<>(given);
        all.put("followup.crm.host", "demo.amocrm.ru");
        var settings = TestConfig.with(all);
        SecretStore secrets = _ -> {
            reads++;
            return secret;
        };
        var oauth = new OAuthTokens(secrets, new FakeTokenEndpoint(), new InMemoryTokenStore(), Clock.systemUTC());
        return new AccountTokenProvider(new Accounts(settings), new LongLivedTokens(settings, secrets), oauth);
    }
}
