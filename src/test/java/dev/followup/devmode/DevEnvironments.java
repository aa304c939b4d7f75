package dev.followup.devmode;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.config.FollowupConfig;
import dev.followup.console.Console;
import dev.followup.console.LiveFeed;
import dev.followup.inbox.InMemoryInbox;
import dev.followup.ledger.Ledger;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.webhook.WebhookReader;
import jakarta.inject.Singleton;

/// A factory of dev modes with a test's own settings, inbox, time and page.
@Singleton
class DevEnvironments {

    private final LocalFunctions functions;
    private final ObjectMapper json;
    private final Ledger ledger;
    private final Accounts accounts;
    private final RuleBookStore books;
    private final WebhookReader reader;

    DevEnvironments(
            LocalFunctions functions,
            ObjectMapper json,
            Ledger ledger,
            Accounts accounts,
            RuleBookStore books,
            WebhookReader reader) {
        this.functions = functions;
        this.json = json;
        this.ledger = ledger;
        this.accounts = accounts;
        this.books = books;
        this.reader = reader;
    }

    /// A dev mode whose page sees nothing of the worker.
    DevEnvironment of(FollowupConfig config, InMemoryInbox inbox, SandboxClock clock) {
        return of(config, inbox, clock, new LiveFeed(accounts, books, clock));
    }

    /// A dev mode.
    ///
    /// @param feed what its page shows
    DevEnvironment of(FollowupConfig config, InMemoryInbox inbox, SandboxClock clock, LiveFeed feed) {
        var console = new Console(feed, accounts, books, reader, json);
        return new DevEnvironment(config, functions, inbox, json, ledger, clock, console);
    }
}
