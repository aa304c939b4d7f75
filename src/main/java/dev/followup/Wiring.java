package dev.followup;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.AwsSecrets;
import dev.followup.account.Credentials;
import dev.followup.account.InMemoryTokenStore;
import dev.followup.account.NoTokenException;
import dev.followup.account.Secrets;
import dev.followup.account.TokenStore;
import dev.followup.config.FollowupConfig;
import dev.followup.lane.InMemoryLanes;
import dev.followup.lane.Lanes;
import dev.followup.lane.SqsLanes;
import dev.followup.lane.Tick;
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
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Produces what is plain Java, and refuses to start with settings or rules that are wrong.
class Wiring {

    private static final String WORKER = "worker";
    private static final int FIRST = 1;

    /// How long a secret may take to be read, all attempts together: a call to the CRM waits for it.
    private static final Duration SECRET_TIME = Duration.ofSeconds(5);

    /// Makes a deployment that cannot work fail at once, where it is seen, and not at its first message.
    void start(
            @Observes @Priority(FIRST) StartupEvent event,
            FollowupConfig config,
            Accounts accounts,
            RuleBooks books,
            Credentials credentials) {
        try {
            accounts.all().forEach(books::of);
            if (config.function().equals(WORKER)) {
                accounts.all().forEach(account -> checkWorker(account, credentials, config));
            }
        } catch (IllegalArgumentException | IllegalStateException | InvalidRulesException | NoTokenException e) {
            // The one exception of which Quarkus shows the message, and not a page of where it came from.
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static void checkWorker(Account account, Credentials credentials, FollowupConfig config) {
        credentials.check(account);
        if (account.name().equals(Tick.LANE)) {
            throw new IllegalStateException("an account is named " + Tick.LANE
                    + ", as the lane of the clock is; FOLLOWUP_CRM_ACCOUNT can name it otherwise");
        }
        if (config.deadLetters().isEmpty() && !account.isLoopback()) {
            throw new IllegalStateException(
                    "FOLLOWUP_DEAD_LETTERS is not set, expected the address of the queue for what cannot be read");
        }
        if (config.lanes().isEmpty() && !account.isLoopback()) {
            throw new IllegalStateException(
                    "FOLLOWUP_LANES is not set, expected the address of the queue of the lanes, for ticks of the clock");
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
    Ledger ledger(Clock clock) {
        return new InMemoryLedger(clock);
    }

    @Produces
    @Singleton
    TokenStore tokens() {
        return new InMemoryTokenStore();
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
