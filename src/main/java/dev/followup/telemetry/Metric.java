package dev.followup.telemetry;

/// What is measured of a visit to an account, by the names that alarms and dashboards know.
public enum Metric {

    /// What hooks and the clock told of.
    EVENTS_RECEIVED("EventsReceived"),
    /// Of these, what catching up found.
    RECOVERED_EVENTS("RecoveredEvents"),
    /// Messages that went to the dead letters.
    DEAD_LETTERED("DeadLettered"),

    COMMANDS_DONE("CommandsDone"),
    COMMANDS_SKIPPED("CommandsSkipped"),
    COMMANDS_REFUSED("CommandsRefused"),
    /// How often an order was put off, also because the account is closed.
    COMMANDS_DEFERRED("CommandsDeferred"),
    COMMANDS_UNCERTAIN("CommandsUncertain"),

    /// Orders left on the list.
    PENDING_COMMANDS("PendingCommands"),
    /// For how long the oldest of them has been on it.
    OLDEST_PENDING_AGE("OldestPendingAge", "Seconds"),
    /// From an event until an order for it was done, once for each.
    EVENT_TO_TASK_LATENCY("EventToTaskLatency", "Milliseconds"),

    /// Attempts to call the CRM.
    REQUESTS("Requests"),
    /// How long they waited for their turn, all together: several wait at once.
    RATE_LIMIT_WAIT("RateLimitWait", "Milliseconds"),
    /// Attempts that were not their call's first.
    RETRIES("Retries"),
    /// How often what was sent without an answer was looked for.
    RECONCILIATIONS("Reconciliations"),
    THROTTLED("Throttled"),

    /// Whether the CRM serves the account nothing: 1 or 0.
    CIRCUIT_OPEN("CircuitOpen"),
    /// Whether the CRM has switched the hook off: 1 or 0, where that was looked at.
    WEBHOOK_DISABLED("WebhookDisabled"),
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

    /// Its name, such as `OrdersDone`.
    public String word() {
        return word;
    }

    /// Its unit, in CloudWatch's words.
    /// Source: AWS documentation, "MetricDatum", `Unit`; read 2026-11-22.
    public String unit() {
        return unit;
    }
}
