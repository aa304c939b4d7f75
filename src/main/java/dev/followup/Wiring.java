package dev.followup;

import dev.followup.account.DynamoDbTokenStore;
import dev.followup.account.InMemoryTokenStore;
import dev.followup.account.TokenStore;
import dev.followup.config.FollowupConfig;
import dev.followup.lane.InMemoryLanes;
import dev.followup.lane.Lanes;
import dev.followup.lane.SqsLanes;
import dev.followup.ledger.DynamoDbLedger;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.Ledger;
import dev.followup.webhook.WebhookReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Produces what is plain Java, as the settings say.
class Wiring {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    WebhookReader webhookReader() {
        return new WebhookReader();
    }

    @Produces
    @Singleton
    Ledger ledger(FollowupConfig config, DynamoDbClient client, Clock clock) {
        return config.table()
                .<Ledger>map(table -> new DynamoDbLedger(client, table, clock))
                .orElseGet(() -> new InMemoryLedger(clock));
    }

    @Produces
    @Singleton
    TokenStore tokens(FollowupConfig config, DynamoDbClient client) {
        return config.table()
                .<TokenStore>map(table -> new DynamoDbTokenStore(client, table))
                .orElseGet(InMemoryTokenStore::new);
    }

    /// Only for whoever keeps the lanes of a laptop. All others take the lanes in use.
    @Produces
    @Singleton
    @Typed(InMemoryLanes.class)
    InMemoryLanes inMemoryLanes() {
        return new InMemoryLanes();
    }

    /// Made when the first message is sent: few instances ever send one.
    @Produces
    @ApplicationScoped
    Lanes lanes(FollowupConfig config, InMemoryLanes inMemory) {
        return config.lanes()
                .flatMap(lanes -> config.deadLetters()
                        .<Lanes>map(deadLetters -> new SqsLanes(AwsClients.sqs(), lanes, deadLetters)))
                .orElse(inMemory);
    }
}
