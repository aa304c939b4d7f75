package dev.followup.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.token.Token;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://demo.amocrm.ru",
                "https://demo.amocrm.com",
                "https://demo.kommo.com",
                "http://localhost:8090",
                "http://127.0.0.1:8090",
                "http://[::1]:8090"
            })
    void takes_hosts_of_the_crm_and_this_machine(String host) {
        assertThat(new Account("demo", URI.create(host)).host()).hasToString(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://demo.amocrm.ru",
                "https://demo.example.com",
                "https://evilamocrm.ru",
                "https://amocrm.ru",
                "https://demo.amocrm.ru.example.com",
                "https://demo.amocrm.ru:8443",
                "https://user@demo.amocrm.ru",
                "https://demo.amocrm.ru/api",
                "https://demo.amocrm.ru?x=1",
                "https://demo.amocrm.ru#x",
                "http://localhost.example.com",
                "ftp://localhost",
                "//localhost",
                "demo"
            })
    void refuses_all_others(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Account("demo", URI.create(host)))
                .withMessageStartingWith("found " + host + ", expected https://<account>.amocrm.ru");
    }

    @Test
    void objects_to_a_webhook_that_names_another_account() {
        var account = new Account("sales", URI.create("https://demo.amocrm.ru"));
        assertThat(account.objection("sales")).isEmpty();
        assertThat(account.objection("demo")).isEmpty();
        assertThat(account.objection(null)).isEmpty();
        assertThat(account.objection("dem")).contains("it names account dem, but came through the address of sales");
    }

    @Test
    void a_token_never_shows() {
        assertThat(new Token("very-secret")).asString().doesNotContain("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Token("very secret"))
                .withMessageNotContaining("very");
    }

    @Test
    void a_host_may_be_written_in_capitals() {
        assertThat(Account.host("HTTPS://Demo.AmoCRM.ru", false)).isEqualTo(URI.create("https://demo.amocrm.ru"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.amocrm.ru", "api-b.amocrm.ru", "API-C.kommo.com"})
    void a_host_that_all_accounts_share_is_refused_with_the_reason(String host) {
        assertThatThrownBy(() -> new Account("demo", Account.host(host, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found " + host.toLowerCase(Locale.ROOT)
                        + ", which serves no account's API, expected the account's own host, such as demo.amocrm.ru");
    }
}
