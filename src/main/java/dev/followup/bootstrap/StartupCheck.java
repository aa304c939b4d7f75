package dev.followup.bootstrap;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.token.TokenProvider;
import dev.followup.account.token.TokenUnavailableException;
import dev.followup.config.FollowupConfig;
import dev.followup.inbox.Tick;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.subscription.WebhookMonitor;
import dev.followup.telemetry.LogLineFormatter;
import dev.followup.yaml.InvalidFileException;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/// The start-up check of settings and rules, which refuses to start with wrong ones. A deployment that cannot
/// work fails at once and visibly, and not at its first message.
class StartupCheck {

    private static final String WORKER = "worker";
    private static final int FIRST = 1;

    void start(
            @Observes @Priority(FIRST) StartupEvent event,
            FollowupConfig config,
            Accounts accounts,
            RuleBookStore books,
            TokenProvider tokens) {
        LogLineFormatter.install();
        try {
            accounts.all().forEach(books::of);
            WebhookMonitor.baseUrl(config);
            if (config.journalDays() < 0) {
                throw new IllegalArgumentException(
                        "FOLLOWUP_JOURNAL_DAYS is " + config.journalDays() + ", expected 0 or more");
            }
            if (config.function().equals(WORKER)) {
                accounts.all().forEach(account -> checkWorker(account, tokens, config, LaunchMode.current()));
            }
        } catch (IllegalArgumentException
                | IllegalStateException
                | InvalidFileException
                | TokenUnavailableException e) {
            // The only exception of which Quarkus shows the message and not a page of stack trace.
            throw new ConfigurationException(e.getMessage());
        }
    }

    /// Checks that a worker can serve an account.
    ///
    /// @throws IllegalStateException with the setting that the account's worker lacks
    static void checkWorker(Account account, TokenProvider tokens, FollowupConfig config, LaunchMode mode) {
        tokens.check(account);
        if (account.name().equals(Tick.GROUP)) {
            throw new IllegalStateException("an account is named " + Tick.GROUP
                    + ", which is the message group of the clock; name it otherwise in FOLLOWUP_CRM_ACCOUNT");
        }
        if (!account.isLoopback() && mode != LaunchMode.DEVELOPMENT) {
            require(
                    "FOLLOWUP_DEAD_LETTER_QUEUE_URL",
                    config.deadLetterQueueUrl(),
                    "the URL of the queue for dead letters");
            require(
                    "FOLLOWUP_INBOX_QUEUE_URL",
                    config.inboxQueueUrl(),
                    "the URL of the inbox queue, for ticks of the clock");
            require("FOLLOWUP_TABLE", config.table(), "the name of the ledger's table");
        }
    }

    private static void require(String name, Optional<String> setting, String expected) {
        if (setting.isEmpty()) {
            throw new IllegalStateException(name + " is not set, expected " + expected);
        }
    }
}
