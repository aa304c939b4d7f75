package dev.followup.bootstrap;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.token.TokenProvider;
import dev.followup.account.token.TokenUnavailableException;
import dev.followup.config.FollowupConfig;
import dev.followup.inbox.Tick;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.subscription.WebhookMonitor;
import dev.followup.yaml.InvalidFileException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/// Refuses to start with settings or rules that are wrong, so that a deployment that cannot work fails at once,
/// where it is seen, and not at its first message.
class StartupCheck {

    private static final String WORKER = "worker";
    private static final int FIRST = 1;

    void start(
            @Observes @Priority(FIRST) StartupEvent event,
            FollowupConfig config,
            Accounts accounts,
            RuleBookStore books,
            TokenProvider tokens) {
        try {
            accounts.all().forEach(books::of);
            WebhookMonitor.place(config);
            if (config.function().equals(WORKER)) {
                accounts.all().forEach(account -> checkWorker(account, tokens, config));
            }
        } catch (IllegalArgumentException
                | IllegalStateException
                | InvalidFileException
                | TokenUnavailableException e) {
            // The one exception of which Quarkus shows the message, and not a page of where it came from.
            throw new ConfigurationException(e.getMessage());
        }
    }

    /// @throws IllegalStateException with the setting that the account's worker lacks
    static void checkWorker(Account account, TokenProvider tokens, FollowupConfig config) {
        tokens.check(account);
        if (account.name().equals(Tick.GROUP)) {
            throw new IllegalStateException("an account is named " + Tick.GROUP
                    + ", as the lane of the clock is; FOLLOWUP_CRM_ACCOUNT can name it otherwise");
        }
        if (!account.isLoopback()) {
            require(
                    "FOLLOWUP_DEAD_LETTER_QUEUE_URL",
                    config.deadLetterQueueUrl(),
                    "the address of the queue for what cannot be read");
            require(
                    "FOLLOWUP_INBOX_QUEUE_URL",
                    config.inboxQueueUrl(),
                    "the address of the queue of the lanes, for ticks of the clock");
            require("FOLLOWUP_TABLE", config.table(), "the name of the table that the ledger is kept in");
        }
    }

    private static void require(String name, Optional<String> setting, String expected) {
        if (setting.isEmpty()) {
            throw new IllegalStateException(name + " is not set, expected " + expected);
        }
    }
}
