package dev.followup;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.Credentials;
import dev.followup.account.NoTokenException;
import dev.followup.config.FollowupConfig;
import dev.followup.lane.Tick;
import dev.followup.rule.InvalidRulesException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/// Refuses to start with settings or rules that are wrong, so that a deployment that cannot work fails at once,
/// where it is seen, and not at its first message.
class StartCheck {

    private static final String WORKER = "worker";
    private static final int FIRST = 1;

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
}
