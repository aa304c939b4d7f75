package dev.followup.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.config.Settings;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongLivedTokenTest {

    private static final Account DEMO = new Account("demo", URI.create("https://demo.amocrm.ru"));

    private String secret = "first\n";
    private int reads;

    @Test
    void comes_from_the_settings_and_has_no_other() {
        var credentials = credentials(Map.of("followup.crm.token", "from-settings"));
        credentials.check(DEMO);

        assertThat(credentials.token(DEMO)).isEqualTo(new Token("from-settings"));
        assertThat(credentials.insteadOf(new Token("from-settings"), DEMO)).isEqualTo(new Token("from-settings"));
        assertThat(reads).isZero();
    }

    @Test
    void says_which_token_is_missing() {
        var credentials = credentials(Map.of());
        assertThatThrownBy(() -> credentials.check(DEMO))
                .isInstanceOf(NoTokenException.NeedsPerson.class)
                .hasMessage("CRM_TOKEN is not set, expected the long-lived token of account demo");
    }

    @Test
    void a_secret_is_read_when_first_needed_and_again_when_the_crm_refuses_its_token() {
        var credentials = credentials(Map.of("followup.crm.token-secret", "followup/demo"));
        credentials.check(DEMO);
        assertThat(reads).isZero();
        assertThat(credentials.token(DEMO)).isEqualTo(new Token("first"));
        assertThat(credentials.token(DEMO)).isEqualTo(new Token("first"));
        assertThat(reads).isEqualTo(1);

        assertThat(credentials.insteadOf(new Token("first"), DEMO)).isEqualTo(new Token("first"));
        secret = "second";
        assertThat(credentials.token(DEMO)).isEqualTo(new Token("first"));
        assertThat(credentials.insteadOf(new Token("first"), DEMO)).isEqualTo(new Token("second"));
        assertThat(credentials.insteadOf(new Token("first"), DEMO)).isEqualTo(new Token("second"));
        assertThat(credentials.token(DEMO)).isEqualTo(new Token("second"));
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void a_secret_that_is_no_token_is_told_without_it() {
        secret = "two words";
        var credentials = credentials(Map.of("followup.crm.token-secret", "followup/demo"));
        assertThatThrownBy(() -> credentials.token(DEMO))
                .isInstanceOf(NoTokenException.NeedsPerson.class)
                .hasMessageContaining("followup/demo")
                .hasMessageNotContaining("two words");
    }

    @Test
    void keeping_an_idle_account_never_fails() {
        secret = "two words";
        credentials(Map.of("followup.crm.token-secret", "followup/demo")).keep(DEMO);
        assertThat(reads).isEqualTo(1);
    }

    private Credentials credentials(Map<String, String> given) {
        var all = new HashMap<>(given);
        all.put("followup.crm.host", "demo.amocrm.ru");
        var settings = Settings.with(all);
        Secrets secrets = _ -> {
            reads++;
            return secret;
        };
        var oauth = new OAuth(secrets, new FakeEndpoint(), new InMemoryTokenStore(), Clock.systemUTC());
        return new Keyring(new Accounts(settings), new LongLivedToken(settings, secrets), oauth);
    }
}
