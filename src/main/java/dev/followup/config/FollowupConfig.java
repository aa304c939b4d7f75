package dev.followup.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Every setting, with its unit and default. In the environment `followup.crm.read-timeout` is
/// `FOLLOWUP_CRM_READ_TIMEOUT`; those that have names of their own say so.
@ConfigMapping(prefix = "followup")
public interface FollowupConfig {

    /// How to reach the CRM.
    Crm crm();

    /// Where the list of accounts is, if there are several or one uses OAuth: `classpath:` and a resource, or
    /// `file:` and a path. They are served beside the one of `CRM_HOST`, if that is set.
    Optional<String> accounts();

    /// Where the rule book is, for accounts that name none of their own: `classpath:` and a resource, or `file:`
    /// and a path. A file that changes is read again.
    @WithDefault("classpath:rules.yaml")
    String rules();

    /// The address of the queue of the lanes, to send ticks of the clock to. A laptop keeps its lanes itself.
    Optional<String> inboxQueueUrl();

    /// The address of the queue that takes what cannot be read. A laptop has none: it only tells in the log.
    Optional<String> deadLetterQueueUrl();

    /// The name of the table that the ledger is kept in. A laptop has none: its ledger ends with the process.
    Optional<String> table();

    /// The address at which the hooks of all accounts come in, without secret and account, such as
    /// `https://abc.execute-api.eu-central-1.amazonaws.com/v1/hooks/`. Without it nobody looks after hooks.
    Optional<String> webhookBaseUrl();

    /// Whether a hook at that address which the CRM has switched off is subscribed again without asking a person.
    @WithDefault("false")
    boolean resubscribe();

    /// How long after an order was sent without an answer its task is looked for: until then the CRM may still be
    /// at it. Less than the function's own time-out by half a minute, so that it can be waited for.
    @WithDefault("60s")
    Duration reconcileAfter();

    /// How long an account's lane stays with an invocation that does not give it back, because it died: longer
    /// than the function's own time-out, and shorter than the time after which its messages come again.
    @WithDefault("160s")
    Duration leaseDuration();

    /// Whether what the CRM's events list has and no hook told of is made up for.
    @WithDefault("true")
    boolean recoverMissedEvents();

    /// Which function this instance is: `worker`, `explain` or `subscribe`. `QUARKUS_FUNQY_EXPORT` in the
    /// environment.
    String function();

    /// What the function is called where it is deployed; a laptop's has no name. `AWS_LAMBDA_FUNCTION_NAME` in
    /// the environment, which Lambda sets.
    Optional<String> deployedAs();

    /// A laptop's world; without effect when deployed.
    Local local();

    /// How to reach the CRM.
    interface Crm {

        /// The account's host, such as `demo.amocrm.ru`. `CRM_HOST` in the environment.
        Optional<String> host();

        /// The account's long-lived token. `CRM_TOKEN` in the environment.
        Optional<String> token();

        /// The name of the secret in Secrets Manager whose whole text is the account's long-lived token, instead
        /// of the token itself. Read when it is first needed, and again when the CRM refuses the token.
        /// `CRM_TOKEN_SECRET` in the environment.
        Optional<String> tokenSecret();

        /// What hooks and lanes call the account; without it the first label of the host.
        Optional<String> account();

        /// Whether the host may be this machine: for a sandbox, never in production.
        @WithDefault("false")
        boolean loopback();

        /// Requests a second that are sent at most. The CRM allows 7; a little less leaves room for some that are
        /// under way longer than others.
        /// Source: CRM documentation, "Limitations"; read 2026-11-21.
        @WithDefault("6.75")
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

    /// A laptop's world; without effect when deployed.
    interface Local {

        /// Port of the gateway that takes hooks; 0 for any free one.
        @WithDefault("8080")
        int gatewayPort();

        /// Port of the sandbox CRM; 0 for any free one.
        @WithDefault("8090")
        int sandboxPort();

        /// Port that takes events for the functions; 0 for any free one.
        @WithDefault("8081")
        int eventPort();

        /// Where Quarkus takes events for the functions, in dev and test; it chooses the port.
        Optional<URI> functions();

        /// The secret in the path of hooks.
        @WithDefault("local")
        String secret();

        /// How long a message that could not be finished waits before it comes again.
        @WithDefault("5s")
        Duration visibility();
    }
}
