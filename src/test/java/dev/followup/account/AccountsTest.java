package dev.followup.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.followup.config.TestConfig;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountsTest {

    @Test
    void the_account_is_named_by_its_host() {
        var accounts = new Accounts(TestConfig.with(Map.of("followup.crm.host", "demo.amocrm.ru")));
        assertThat(accounts.all()).singleElement().satisfies(account -> {
            assertThat(account.name()).isEqualTo("demo");
            assertThat(account.host()).hasToString("https://demo.amocrm.ru");
        });
        assertThat(accounts.find("demo")).isPresent();
        assertThat(accounts.find("other")).isEmpty();
    }

    @Test
    void a_setting_may_name_it_otherwise() {
        var accounts = new Accounts(TestConfig.with(
                Map.of("followup.crm.host", "https://demo.kommo.com", "followup.crm.account", "sales")));
        assertThat(accounts.find("sales")).isPresent();
    }

    @Test
    void says_what_is_wrong_with_the_host() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accounts(TestConfig.with(Map.of())))
                .withMessageStartingWith(
                        "CRM_HOST is not set, expected the account's host, such as demo.amocrm.ru or demo.kommo.com")
                .withMessageContaining("FOLLOWUP_ACCOUNTS");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accounts(TestConfig.with(Map.of("followup.crm.host", "demo amocrm.ru"))))
                .withMessage("CRM_HOST: found demo amocrm.ru, expected a host such as demo.amocrm.ru");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accounts(TestConfig.with(Map.of("followup.crm.host", "demo.example.com"))))
                .withMessageStartingWith(
                        "CRM_HOST: found https://demo.example.com, expected https://<account>.amocrm.ru");
    }

    @Test
    void this_machine_is_no_crm_in_production() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accounts(TestConfig.with(Map.of("followup.crm.host", "http://localhost:8090"))))
                .withMessageContaining("allowed for a sandbox only");
    }

    @Test
    void the_account_of_a_warm_up_is_found_only_meanwhile_and_listed_never() {
        var accounts = new Accounts(
                TestConfig.with(Map.of("followup.crm.host", "demo.amocrm.ru", "followup.crm.token", "secret")));
        var warmUp = new Account("_warm-up", URI.create("http://127.0.0.1:1"));
        accounts.warmUp(warmUp);
        assertThat(accounts.find("_warm-up")).contains(warmUp);
        assertThat(accounts.access(warmUp)).isEqualTo(new AuthMethod.WarmUp());
        assertThat(accounts.all()).extracting(Account::name).containsExactly("demo");
        accounts.warmUp(null);
        assertThat(accounts.find("_warm-up")).isEmpty();
    }

    @Test
    void one_token_is_enough() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accounts(TestConfig.with(Map.of(
                        "followup.crm.host", "demo.amocrm.ru",
                        "followup.crm.token", "x",
                        "followup.crm.token-secret", "y"))))
                .withMessage("CRM_TOKEN and CRM_TOKEN_SECRET are both set, expected one of them");
    }
}
