package dev.followup.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// The settings, each with its unit and default. In the environment `followup.crm.read-timeout` is
/// `FOLLOWUP_CRM_READ_TIMEOUT`; the doc of a setting names every exception.
@ConfigMapping(prefix = "followup")
public interface FollowupConfig {

    /// How to reach the CRM.
    Crm crm();

    /// The location of the list of accounts, if there are several or one uses OAuth: `classpath:` and a
    /// resource, or `file:` and a path. They are served beside the one of `CRM_HOST`, if that is set.
    Optional<String> accounts();

    /// The location of the rule book for accounts that name none of their own: `classpath:` and a resource,
    /// or `file:` and a path. A file that changes is read again.
    @WithDefault("classpath:rules.yaml")
    String rules();

    /// The URL of the inbox queue, to which ticks of the clock, requests of people and dead letters are sent. A
    /// laptop has its inbox in memory.
    Optional<String> inboxQueueUrl();

    /// The URL of the queue for dead letters. A laptop keeps the last 100 in memory.
    Optional<String> deadLetterQueueUrl();

    /// The name of the ledger's table. A laptop has none: its ledger ends with the process.
    Optional<String> table();

    /// The base URL for the webhooks of all accounts, without secret and account, such as
    /// `https://abc.execute-api.eu-central-1.amazonaws.com/v1/hooks/`. Without it webhooks are not checked.
    Optional<String> webhookBaseUrl();

    /// Whether a webhook at that base URL which the CRM has disabled is subscribed again automatically.
    @WithDefault("false")
    boolean resubscribe();

    /// How long after a command was sent without an answer its task is looked for in the CRM: until then the
    /// CRM may still be working on it. An invocation waits for that at most two seconds; the next tick follows.
    @WithDefault("60s")
    Duration reconcileAfter();

    /// How long an account's lease lasts if an invocation dies and does not release it: longer than the
    /// function's own time-out, and shorter by some seconds than the queue's visibility time-out, after which the
    /// messages of a dead invocation are delivered again.
    @WithDefault("160s")
    Duration leaseDuration();

    /// Whether events that the CRM's event log contains and no webhook reported are recovered.
    @WithDefault("true")
    boolean recoverMissedEvents();

    /// How many days the journal keeps what became of events; 0 keeps only that they were heard.
    @WithDefault("35")
    int journalDays();

    /// How long a worker runs batches before Lambda takes its snapshot; zero runs none. Lambda gives the
    /// start of a function with snapshots 130 seconds or more.
    /// Source: AWS documentation, "Understanding the Lambda execution environment lifecycle"; read 2026-11-28.
    @WithDefault("60s")
    Duration warmUp();

    /// Which function this instance is: `worker`, `explain`, `why`, `subscribe`, `directory`, `away`, `forget` or
    /// `dead-letters`.
    /// `QUARKUS_FUNQY_EXPORT` in the environment.
    String function();

    /// The name of the deployed function; a laptop's has none. `AWS_LAMBDA_FUNCTION_NAME` in the environment,
    /// which Lambda sets.
    Optional<String> deployedAs();

    /// The settings of a laptop's development environment; without effect when deployed.
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

        /// The account's name in webhook URLs and message groups; without it the first label of the host.
        Optional<String> account();

        /// Whether the host may be this machine: for a sandbox, never in production.
        @WithDefault("false")
        boolean loopback();

        /// The most requests per second to an account. The CRM allows 7; a little less leaves room for
        /// requests that are under way longer than others.
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

    /// The settings of a laptop's development environment; without effect when deployed.
    interface Local {

        /// Port of the gateway that receives webhooks; 0 for any free one.
        @WithDefault("8080")
        int gatewayPort();

        /// Port of the sandbox CRM, which the worker calls there.
        @WithDefault("8090")
        int sandboxPort();

        /// Port of the sandbox CRM for clients that speak TLS only; 0 for any free one.
        @WithDefault("8443")
        int sandboxTlsPort();

        /// Port that receives events for the functions; 0 for any free one.
        @WithDefault("8081")
        int eventPort();

        /// The address at which Quarkus receives events for the functions, in dev and test; it chooses the
        /// port.
        Optional<URI> functions();

        /// The secret in the path of webhooks.
        @WithDefault("local")
        String secret();

        /// How long a message that was not completed waits before it is delivered again.
        @WithDefault("5s")
        Duration visibility();
    }
}
