package dev.followup.bootstrap;

import dev.followup.account.token.DynamoDbTokenStore;
import dev.followup.account.token.InMemoryTokenStore;
import dev.followup.account.token.TokenStore;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.FollowupConfig;
import dev.followup.inbox.DeadLetterQueue;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.SqsDeadLetterQueue;
import dev.followup.inbox.SqsInbox;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.dynamodb.DynamoDbLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.progress.ProgressListener;
import dev.followup.warmup.AwsRedirect;
import dev.followup.webhook.WebhookReader;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The producers of plain Java objects, as the settings choose them.
class Producers {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    MonotonicClock monotonicClock() {
        return MonotonicClock.SYSTEM;
    }

    @Produces
    @Singleton
    ParallelRunner parallelRunner() {
        return ParallelRunner.VIRTUAL_THREADS;
    }

    @Produces
    @Singleton
    WebhookReader webhookReader() {
        return new WebhookReader();
    }

    /// Nobody follows what the worker does, unless there is another listener.
    @Produces
    @Singleton
    @DefaultBean
    ProgressListener progress() {
        return ProgressListener.NONE;
    }

    @Produces
    @Singleton
    Ledger ledger(FollowupConfig config, DynamoDbClient client, Clock clock) {
        var journalTime = Duration.ofDays(config.journalDays());
        return config.table()
                .<Ledger>map(table -> new DynamoDbLedger(client, table, clock, journalTime))
                .orElseGet(() -> new InMemoryLedger(clock, journalTime));
    }

    @Produces
    @Singleton
    TokenStore tokens(FollowupConfig config, DynamoDbClient client) {
        return config.table()
                .<TokenStore>map(table -> new DynamoDbTokenStore(client, table))
                .orElseGet(InMemoryTokenStore::new);
    }

    /// For the development environment of a laptop only. All other classes inject `Inbox`.
    @Produces
    @Singleton
    @Typed(InMemoryInbox.class)
    InMemoryInbox inMemoryInbox() {
        return new InMemoryInbox();
    }

    /// Produces the queue for dead letters when a person looks at it.
    @Produces
    @ApplicationScoped
    DeadLetterQueue deadLetterQueue(FollowupConfig config, InMemoryInbox inMemory, AwsRedirect redirect) {
        return config.inboxQueueUrl()
                .flatMap(inbox -> config.deadLetterQueueUrl()
                        .<DeadLetterQueue>map(
                                deadLetters -> new SqsDeadLetterQueue(AwsClients.sqs(redirect), inbox, deadLetters)))
                .orElse(inMemory);
    }

    /// Produces the inbox when the first message is sent: few instances ever send one.
    @Produces
    @ApplicationScoped
    Inbox inbox(FollowupConfig config, InMemoryInbox inMemory, AwsRedirect redirect) {
        return config.inboxQueueUrl()
                .flatMap(inbox -> config.deadLetterQueueUrl()
                        .<Inbox>map(deadLetters -> new SqsInbox(AwsClients.sqs(redirect), inbox, deadLetters)))
                .orElse(inMemory);
    }
}
