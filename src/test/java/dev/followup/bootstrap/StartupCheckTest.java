package dev.followup.bootstrap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Account;
import dev.followup.account.token.Token;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import io.quarkus.runtime.LaunchMode;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartupCheckTest {

    private static final Account DEPLOYED = new Account("demo", URI.create("https://demo.amocrm.ru"));
    private static final Account LAPTOP = new Account("demo", URI.create("http://localhost:8090"));
    private static final FollowupConfig NOTHING = TestConfig.with(Map.of());

    @Test
    void a_deployed_worker_needs_its_queues_and_its_table() {
        var settings = new HashMap<String, String>();
        for (var name : List.of("dead-letter-queue-url", "inbox-queue-url", "table")) {
            assertThatThrownBy(() -> check(DEPLOYED, TestConfig.with(settings)))
                    .hasMessageStartingWith(
                            "FOLLOWUP_" + name.replace('-', '_').toUpperCase(Locale.ROOT) + " is not set");
            settings.put("followup." + name, "set");
        }
        assertThatCode(() -> check(DEPLOYED, TestConfig.with(settings))).doesNotThrowAnyException();
    }

    @Test
    void a_laptop_needs_none_of_them() {
        assertThatCode(() -> check(LAPTOP, NOTHING)).doesNotThrowAnyException();
    }

    @Test
    void a_laptop_needs_none_of_them_for_a_real_account_in_dev_mode() {
        assertThatCode(() -> StartupCheck.checkWorker(DEPLOYED, _ -> new Token("x"), NOTHING, LaunchMode.DEVELOPMENT))
                .doesNotThrowAnyException();
    }

    private static void check(Account account, FollowupConfig config) {
        StartupCheck.checkWorker(account, _ -> new Token("x"), config, LaunchMode.NORMAL);
    }
}
