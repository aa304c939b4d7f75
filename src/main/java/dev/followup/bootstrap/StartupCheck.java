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
import java.util.Set;

/// The start-up check of settings and rules, which refuses to start with wrong ones. A deployment that cannot
/// work fails at once and visibly, and not at its first message.
class StartupCheck {

    private static final String WORKER = "worker";
    private static final Set<String> OF_QUEUES = Set.of(WORKER, "why", "away", "forget", "dead-letters");
    private static final Set<String> OF_TABLE = Set.of(WORKER, "why", "explain");
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
                accounts.all().forEach(account -> checkWorker(account, tokens));
            }
            if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
                accounts.all().forEach(account -> checkDeployment(account, config));
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
    /// @throws IllegalStateException with the setting that is wrong
    private static void checkWorker(Account account, TokenProvider tokens) {
        tokens.check(account);
        if (account.name().equals(Tick.GROUP)) {
            throw new IllegalStateException("an account is named " + Tick.GROUP
                    + ", which is the message group of the clock; name it otherwise in FOLLOWUP_CRM_ACCOUNT");
        }
    }

    /// Checks that a deployed function has the queues and the table that it works with, which a laptop has in memory.
    ///
    /// @throws IllegalStateException with the setting that the function lacks
    static void checkDeployment(Account account, FollowupConfig config) {
        if (account.isLoopback()) {
            return;
        }
        if (OF_QUEUES.contains(config.function())) {
            require(
                    "FOLLOWUP_DEAD_LETTER_QUEUE_URL",
                    config.deadLetterQueueUrl(),
                    "the URL of the queue for dead letters");
            require(
                    "FOLLOWUP_INBOX_QUEUE_URL",
                    config.inboxQueueUrl(),
                    "the URL of the inbox queue, for ticks of the clock and what people ask of the worker");
        }
        if (OF_TABLE.contains(config.function())) {
            require("FOLLOWUP_TABLE", config.table(), "the name of the ledger's table");
        }
    }

    private static void require(String name, Optional<String> setting, String expected) {
        if (setting.isEmpty()) {
            throw new IllegalStateException(name + " is not set, expected " + expected);
        }
    }
}
