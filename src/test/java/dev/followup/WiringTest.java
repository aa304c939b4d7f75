package dev.followup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.DynamoDbTokenStore;
import dev.followup.account.InMemoryTokenStore;
import dev.followup.config.FollowupConfig;
import dev.followup.config.Settings;
import dev.followup.ledger.DynamoDbLedger;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.LocalTable;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WiringTest {

    private static final FollowupConfig NOTHING = Settings.with(Map.of());

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
}
