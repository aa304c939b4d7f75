package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Account;
import dev.followup.account.DynamoDbTokenStore;
import dev.followup.account.InMemoryTokenStore;
import dev.followup.account.Token;
import dev.followup.config.FollowupConfig;
import dev.followup.config.Settings;
import dev.followup.ledger.DynamoDbLedger;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.LocalTable;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WiringTest {

    private static final Account DEPLOYED = new Account("demo", URI.create("https://demo.amocrm.ru"));
    private static final Account LAPTOP = new Account("demo", URI.create("http://localhost:8090"));
    private static final FollowupConfig NOTHING = Settings.with(Map.of());

    @Test
    void a_deployed_worker_needs_its_queues_and_its_table() {
        var settings = new HashMap<String, String>();
        for (var name : List.of("dead-letters", "lanes", "table")) {
            assertThatThrownBy(() -> check(DEPLOYED, Settings.with(settings)))
                    .hasMessageStartingWith(
                            "FOLLOWUP_" + name.replace('-', '_').toUpperCase(Locale.ROOT) + " is not set");
            settings.put("followup." + name, "set");
        }
        assertThatCode(() -> check(DEPLOYED, Settings.with(settings))).doesNotThrowAnyException();
    }

    @Test
    void a_laptop_needs_none_of_them() {
        assertThatCode(() -> check(LAPTOP, NOTHING)).doesNotThrowAnyException();
    }

    @Test
    void ledger_and_tokens_are_kept_where_the_settings_say() {
        var wiring = new Wiring();
        var clock = Clock.systemUTC();
        try (var client = new LocalTable().client()) {
            var settings = Settings.with(Map.of("followup.table", "ledger"));
            assertThat(wiring.ledger(settings, client, clock)).isInstanceOf(DynamoDbLedger.class);
            assertThat(wiring.tokens(settings, client)).isInstanceOf(DynamoDbTokenStore.class);
            assertThat(wiring.ledger(NOTHING, client, clock)).isInstanceOf(InMemoryLedger.class);
            assertThat(wiring.tokens(NOTHING, client)).isInstanceOf(InMemoryTokenStore.class);
        }
    }

    private static void check(Account account, FollowupConfig config) {
        Wiring.checkWorker(account, _ -> new Token("x"), config);
    }
}
