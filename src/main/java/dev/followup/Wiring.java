package dev.followup;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.AwsSecrets;
import dev.followup.account.Credentials;
import dev.followup.account.DynamoDbTokenStore;
import dev.followup.account.InMemoryTokenStore;
import dev.followup.account.NoTokenException;
import dev.followup.account.Secrets;
import dev.followup.account.TokenStore;
import dev.followup.config.FollowupConfig;
import dev.followup.lane.InMemoryLanes;
import dev.followup.lane.Lanes;
import dev.followup.lane.SqsLanes;
import dev.followup.lane.Tick;
import dev.followup.ledger.DynamoDbLedger;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.Ledger;
import dev.followup.rule.InvalidRulesException;
import dev.followup.webhook.WebhookReader;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Produces what is plain Java, and refuses to start with settings or rules that are wrong.
class Wiring {

    private static final String WORKER = "worker";
    private static final int FIRST = 1;

    /// How long a secret may take to be read, all attempts together: a call to the CRM waits for it.
    private static final Duration SECRET_TIME = Duration.ofSeconds(5);

    /// How long the table may take to answer once, and in all. It usually does within some tens of milliseconds.
    private static final Duration TABLE_ANSWERS = Duration.ofSeconds(2);

    private static final Duration TABLE_CALL = Duration.ofSeconds(10);

    /// Makes a deployment that cannot work fail at once, where it is seen, and not at its first message.
    void start(
            @Observes @Priority(FIRST) StartupEvent event,
            FollowupConfig config,
            Accounts accounts,
            RuleBooks books,
            Credentials credentials) {
        try {
            accounts.all().forEach(books::of);
            HookWatch.place(config);
            if (config.function().equals(WORKER)) {
                accounts.all().forEach(account -> checkWorker(account, credentials, config));
            }
        } catch (IllegalArgumentException | IllegalStateException | InvalidRulesException | NoTokenException e) {
            // The one exception of which Quarkus shows the message, and not a page of where it came from.
            throw new ConfigurationException(e.getMessage());
        }
    }

    /// @throws IllegalStateException with the setting that the account's worker lacks
    static void checkWorker(Account account, Credentials credentials, FollowupConfig config) {
        credentials.check(account);
        if (account.name().equals(Tick.LANE)) {
            throw new IllegalStateException("an account is named " + Tick.LANE
                    + ", as the lane of the clock is; FOLLOWUP_CRM_ACCOUNT can name it otherwise");
        }
        if (!account.isLoopback()) {
            require("FOLLOWUP_DEAD_LETTERS", config.deadLetters(), "the address of the queue for what cannot be read");
            require("FOLLOWUP_LANES", config.lanes(), "the address of the queue of the lanes, for ticks of the clock");
            require("FOLLOWUP_TABLE", config.table(), "the name of the table that the ledger is kept in");
        }
    }

    private static void require(String name, Optional<String> setting, String expected) {
        if (setting.isEmpty()) {
            throw new IllegalStateException(name + " is not set, expected " + expected);
        }
    }

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

    /// Made when the table is first used: a laptop has none.
    @Produces
    @ApplicationScoped
    DynamoDbClient dynamoDb() {
        return DynamoDbClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .socketTimeout(TABLE_ANSWERS)
                        .build())
                .overrideConfiguration(client -> client.apiCallTimeout(TABLE_CALL))
                .build();
    }

    @Produces
    @Singleton
    TokenStore tokens(FollowupConfig config, DynamoDbClient client) {
        return config.table()
                .<TokenStore>map(table -> new DynamoDbTokenStore(client, table))
                .orElseGet(InMemoryTokenStore::new);
    }

    /// Made when the first secret is read: most deployments, and every laptop, do without.
    @Produces
    @ApplicationScoped
    Secrets secrets() {
        return new AwsSecrets(SecretsManagerClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(override -> override.apiCallTimeout(SECRET_TIME))
                .build());
    }

    /// Only for whoever keeps the lanes of a laptop. All others take the lanes in use.
    @Produces
    @Singleton
    @Typed(InMemoryLanes.class)
    InMemoryLanes inMemoryLanes() {
        return new InMemoryLanes();
    }

    @Produces
    @Singleton
    Lanes lanes(FollowupConfig config, InMemoryLanes inMemory) {
        return config.lanes()
                .flatMap(lanes -> config.deadLetters().map(deadLetters -> sqs(lanes, deadLetters)))
                .orElse(inMemory);
    }

    private static Lanes sqs(String lanes, String deadLetters) {
        var client =
                SqsClient.builder().httpClient(UrlConnectionHttpClient.create()).build();
        return new SqsLanes(client, lanes, deadLetters);
    }
}
