package dev.followup.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.followup.config.ResourceLocation;
import dev.followup.config.TestConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsReaderTest {

    private static final String GOOD = """
            - name: north
              host: north.amocrm.ru
              token-secret: followup/north
              rules: file:/opt/north.yaml
            - name: south
              host: https://demo.kommo.com
              oauth:
                client-id: 5f0c
                secret: followup/south
                redirect-uri: https://example.com/crm
            """;

    @TempDir
    Path directory;

    @Test
    void lists_accounts_in_the_order_of_the_file_with_rules_and_auth_methods() throws IOException {
        var accounts = accounts(GOOD, Map.of());

        assertThat(accounts.all())
                .containsExactly(
                        new Account(
                                "north",
                                URI.create("https://north.amocrm.ru"),
                                new ResourceLocation("north.rules", "file:/opt/north.yaml")),
                        new Account("south", URI.create("https://demo.kommo.com")));
        assertThat(accounts.access(accounts.all().getFirst())).isEqualTo(new AuthMethod.Secret("followup/north"));
        assertThat(accounts.access(accounts.find("south").orElseThrow()))
                .isEqualTo(new AuthMethod.Consent("5f0c", "followup/south", URI.create("https://example.com/crm")));
    }

    @Test
    void are_served_beside_the_account_of_the_environment() throws IOException {
        assertThat(accounts(GOOD, Map.of("followup.crm.host", "demo.amocrm.ru")).all())
                .extracting(Account::name)
                .containsExactly("demo", "north", "south");
    }

    @Test
    void no_account_is_served_twice() {
        for (var host : List.of("north.kommo.com", "demo.kommo.com")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> accounts(GOOD, Map.of("followup.crm.host", host)))
                    .withMessageContaining("found name or host in CRM_HOST too, expected each account once");
        }
    }

    @Test
    void a_sandbox_needs_no_secret_but_must_be_allowed() throws IOException {
        var sandbox = "[{name: box, host: 'http://localhost:9000'}]";

        var accounts = accounts(sandbox, Map.of("followup.crm.loopback", "true"));
        assertThat(accounts.access(accounts.all().getFirst())).isEqualTo(new AuthMethod.Setting());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> accounts(sandbox, Map.of()))
                .withMessageContaining("this machine itself, which is allowed for a sandbox only");
    }

    @Test
    void reports_every_problem_at_once_with_its_place() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accounts("""
                        - name: north east
                          host: north.example.com
                          token-secret: a
                          oauth: {}
                        - host: south.amocrm.ru
                          tokensecret: a
                        - name: west
                          name: west
                          host: west.amocrm.ru
                          rules: rules.yaml
                          oauth:
                            client-id: 17
                            redirect-uri: nowhere
                        - name: west
                          host: west.amocrm.ru
                          token-secret:
                        - just a text
                        """, Map.of()))
                .withMessage("""
                        accounts.yaml:1:9 [0].name: found "north east", expected letters and digits of ASCII, dots, \
                        underscores and hyphens, 63 at most
                        accounts.yaml:2:9 [0].host: found https://north.example.com, expected \
                        https://<account>.amocrm.ru, .amocrm.com or .kommo.com, with nothing after it
                        accounts.yaml:1:3 [0]: found both token-secret and oauth, expected one of them
                        accounts.yaml:6:3 [1]: found the key "tokensecret", expected one of name, host, \
                        token-secret, oauth, rules
                        accounts.yaml:5:3 [1]: found no name, expected the name of the account in webhooks and message groups
                        accounts.yaml:5:3 [1]: found no token-secret, expected the name of a secret in \
                        Secrets Manager, or oauth
                        accounts.yaml:8:3 [2]: found the key "name" a second time, expected each once
                        accounts.yaml:10:10 [2].rules: west.rules is rules.yaml, expected classpath: and a resource, \
                        or file: and a path
                        accounts.yaml:12:16 [2].oauth.client-id: found 17 without quotes, expected the id of the \
                        integration
                        accounts.yaml:12:5 [2].oauth: found no secret, expected the name of a secret in Secrets Manager
                        accounts.yaml:13:19 [2].oauth.redirect-uri: found "nowhere", expected an address such as \
                        https://example.com/crm
                        accounts.yaml:14:9 [3].name: found "west" a second time, expected each name once
                        accounts.yaml:15:9 [3].host: found west.amocrm.ru a second time, expected each host once
                        accounts.yaml:16:16 [3].token-secret: found nothing, expected the name of a secret in \
                        Secrets Manager, or oauth
                        accounts.yaml:17:3 [4]: found "just a text", expected a mapping with name, host, \
                        token-secret, oauth, rules""");
    }

    @Test
    void a_file_without_a_list_is_refused() {
        refuses("", "accounts.yaml:1:1: found nothing, expected a list of accounts");
        refuses("[]", "accounts.yaml:1:1: found an empty list, expected a list of accounts");
        refuses("name: north", "accounts.yaml:1:1: found a mapping, expected a list of accounts");
        refuses("- {name", "accounts.yaml:1:8: this is not YAML:");
    }

    @Test
    void a_file_that_is_not_there_is_reported() {
        var settings = TestConfig.with(Map.of("followup.accounts", "file:/nowhere/accounts.yaml"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accounts(settings))
                .withMessageStartingWith("FOLLOWUP_ACCOUNTS is file:/nowhere/accounts.yaml, which cannot be read");
    }

    private void refuses(String yaml, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accounts(yaml, Map.of()))
                .withMessageStartingWith(words);
    }

    private Accounts accounts(String yaml, Map<String, String> settings) throws IOException {
        var file = Files.writeString(directory.resolve("accounts.yaml"), yaml);
        var all = new HashMap<>(settings);
        all.put("followup.accounts", "file:" + file);
        return new Accounts(TestConfig.with(all));
    }
}
