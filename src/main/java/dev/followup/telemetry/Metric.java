package dev.followup.telemetry;

/// A metric of an account, with the name that alarms and dashboards use.
public enum Metric {

    /// Events that webhooks reported, that a tick made due, or that were recovered.
    EVENTS_RECEIVED("EventsReceived"),
    /// Those of them that were recovered.
    RECOVERED_EVENTS("RecoveredEvents"),
    /// Events that wait for facts which the CRM does not hand out at present.
    DEFERRED_EVENTS("DeferredEvents"),
    /// Messages that were moved to the dead letters.
    DEAD_LETTERED("DeadLettered"),

    COMMANDS_DONE("CommandsDone"),
    COMMANDS_SKIPPED("CommandsSkipped"),
    COMMANDS_REFUSED("CommandsRefused"),
    /// How often a command was deferred, also because the circuit is open.
    COMMANDS_DEFERRED("CommandsDeferred"),
    COMMANDS_UNCERTAIN("CommandsUncertain"),

    /// Commands that are still pending, as far as the invocation has read them.
    PENDING_COMMANDS("PendingCommands"),
    /// The age of the oldest pending command.
    OLDEST_PENDING_AGE("OldestPendingAge", "Seconds"),
    /// The time from an event until a command for it was done, once for each command.
    EVENT_TO_TASK_LATENCY("EventToTaskLatency", "Milliseconds"),

    /// Requests sent to the CRM, each attempt counted.
    REQUESTS("Requests"),
    /// How long requests waited for the rate limit, summed up: several wait at the same time.
    RATE_LIMIT_WAIT("RateLimitWait", "Milliseconds"),
    /// Repeated attempts of a call.
    RETRIES("Retries"),
    /// How often uncertain commands were reconciled.
    RECONCILIATIONS("Reconciliations"),
    THROTTLED("Throttled"),

    /// Whether the account's circuit is open: 1 or 0.
    CIRCUIT_OPEN("CircuitOpen"),
    /// Whether the CRM has disabled the webhook: 1 or 0, published when it was checked.
    WEBHOOK_DISABLED("WebhookDisabled"),
    /// What rules use and the account does not have any more, published when the directory was compared with it.
    DIRECTORY_PROBLEMS("DirectoryProblems"),
    COLD_STARTS("ColdStarts");

    private final String word;
    private final String unit;

    Metric(String word) {
        this(word, "Count");
    }

    Metric(String word, String unit) {
        this.word = word;
        this.unit = unit;
    }

    /// The metric's name, such as `CommandsDone`.
    public String word() {
        return word;
    }

    /// The metric's unit, by CloudWatch's name.
    /// Source: AWS documentation, "MetricDatum", `Unit`; read 2026-11-22.
    public String unit() {
        return unit;
    }
}
