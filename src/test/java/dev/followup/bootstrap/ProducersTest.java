package dev.followup.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.token.DynamoDbTokenStore;
import dev.followup.account.token.InMemoryTokenStore;
import dev.followup.config.FollowupConfig;
import dev.followup.config.TestConfig;
import dev.followup.ledger.dynamodb.DynamoDbLedger;
import dev.followup.ledger.dynamodb.LocalTable;
import dev.followup.ledger.memory.InMemoryLedger;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProducersTest {

    private static final FollowupConfig NOTHING = TestConfig.with(Map.of());

    @Test
    void stores_ledger_and_tokens_where_the_settings_say() {
        var wiring = new Producers();
        var clock = Clock.systemUTC();
        try (var client = new LocalTable().client()) {
            var settings = TestConfig.with(Map.of("followup.table", "ledger"));
            assertThat(wiring.ledger(settings, client, clock)).isInstanceOf(DynamoDbLedger.class);
            assertThat(wiring.tokens(settings, client)).isInstanceOf(DynamoDbTokenStore.class);
            assertThat(wiring.ledger(NOTHING, client, clock)).isInstanceOf(InMemoryLedger.class);
            assertThat(wiring.tokens(NOTHING, client)).isInstanceOf(InMemoryTokenStore.class);
        }
    }
}
