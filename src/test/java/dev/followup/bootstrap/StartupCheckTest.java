package dev.followup.bootstrap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Account;
import dev.followup.config.TestConfig;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupCheckTest {

    private static final Account DEPLOYED = new Account("demo", URI.create("https://demo.amocrm.ru"));
    private static final Account LAPTOP = new Account("demo", URI.create("http://localhost:8090"));

    @ParameterizedTest
    @CsvSource({
        "worker, dead-letter-queue-url inbox-queue-url table",
        "why, dead-letter-queue-url inbox-queue-url table",
        "explain, table",
        "away, dead-letter-queue-url inbox-queue-url",
        "forget, dead-letter-queue-url inbox-queue-url",
        "dead-letters, dead-letter-queue-url inbox-queue-url",
        "subscribe, ''",
        "directory, ''"
    })
    void a_deployed_function_needs_the_queues_and_the_table_that_it_works_with(String function, String needed) {
        var settings = new HashMap<>(Map.of("followup.function", function));
        for (var name : needed.isEmpty() ? new String[0] : needed.split(" ")) {
            assertThatThrownBy(() -> StartupCheck.checkDeployment(DEPLOYED, TestConfig.with(settings)))
                    .hasMessageStartingWith(
                            "FOLLOWUP_" + name.replace('-', '_').toUpperCase(Locale.ROOT) + " is not set");
            settings.put("followup." + name, "set");
        }
        assertThatCode(() -> StartupCheck.checkDeployment(DEPLOYED, TestConfig.with(settings)))
                .doesNotThrowAnyException();
    }

    @Test
    void an_account_on_this_machine_needs_none_of_them() {
        assertThatCode(() -> StartupCheck.checkDeployment(LAPTOP, TestConfig.with(Map.of())))
                .doesNotThrowAnyException();
    }
}
