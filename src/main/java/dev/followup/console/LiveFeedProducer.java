package dev.followup.console;

import dev.followup.account.Accounts;
import dev.followup.rule.store.RuleBookStore;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The producer of the feed, which listens to the worker in dev mode only.
@IfBuildProfile("dev")
@Singleton
class LiveFeedProducer {

    @Produces
    @Singleton
    LiveFeed feed(Accounts accounts, RuleBookStore books, Clock clock) {
        return new LiveFeed(accounts, books, clock);
    }

    void close(@Disposes LiveFeed feed) {
        feed.close();
    }
}
