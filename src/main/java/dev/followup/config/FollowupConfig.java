package dev.followup.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// Every setting, with its unit and default. In the environment `followup.crm.read-timeout` is
/// `FOLLOWUP_CRM_READ_TIMEOUT`; the two that have names of their own say so.
@ConfigMapping(prefix = "followup")
public interface FollowupConfig {

    /// How to reach the CRM.
    Crm crm();

    /// Where the rule book is: `classpath:rules.yaml`, or `file:` and a path.
    @WithDefault("classpath:rules.yaml")
    String rules();

    /// How to reach the CRM.
    interface Crm {

        /// The account's host, such as `demo.amocrm.ru`. `CRM_HOST` in the environment.
        Optional<String> host();

        /// The account's long-lived token. `CRM_TOKEN` in the environment.
        Optional<String> token();

        /// What hooks and lanes call the account; without it the first label of the host.
        Optional<String> account();

        /// Whether the host may be this machine: for a sandbox, never in production.
        @WithDefault("false")
        boolean loopback();

        /// Requests a second that are sent at most. The CRM allows 7; a little less leaves room for the clocks'
        /// difference.
        /// Source: CRM documentation, "Limitations"; read 2026-11-21.
        @WithDefault("6.9")
        double requestsPerSecond();

        /// Tasks in one call. The CRM takes 250 and recommends 50.
        /// Source: CRM documentation, "Limitations"; read 2026-11-21.
        @WithDefault("50")
        int batchSize();

        /// How long a connection may take to open.
        @WithDefault("5s")
        Duration connectTimeout();

        /// How long an answer may take.
        @WithDefault("20s")
        Duration readTimeout();
    }
}
