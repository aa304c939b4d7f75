package dev.followup.crm;

/// What is measured of a visit to an account, by the names that alarms and dashboards know.
public enum Measure {

    /// What hooks and the clock told of.
    EVENTS("Events"),
    /// Of these, what catching up found.
    CAUGHT_UP("CaughtUp"),
    /// Messages that went to the dead letters.
    PARKED("Parked"),

    ORDERS_DONE("OrdersDone"),
    ORDERS_SKIPPED("OrdersSkipped"),
    ORDERS_REFUSED("OrdersRefused"),
    /// How often an order was put off, also because the account is closed.
    ORDERS_LATER("OrdersLater"),
    ORDERS_UNCERTAIN("OrdersUncertain"),

    /// Orders left on the list.
    TO_DO("ToDo"),
    /// For how long the oldest of them has been on it.
    OLDEST_TO_DO("OldestToDo", "Seconds"),
    /// From an event until an order for it was done, once for each.
    LAG("Lag", "Milliseconds"),

    /// Attempts to call the CRM.
    REQUESTS("Requests"),
    /// How long they waited for their turn, all together: several wait at once.
    WAITED("Waited", "Milliseconds"),
    /// Attempts that were not their call's first.
    RETRIES("Retries"),
    /// How often what was sent without an answer was looked for.
    LOOK_UPS("LookUps"),
    TOO_MANY_REQUESTS("TooManyRequests"),

    /// Whether the CRM serves the account nothing: 1 or 0.
    ACCOUNT_CLOSED("AccountClosed"),
    /// Whether the CRM has switched the hook off: 1 or 0, where that was looked at.
    HOOK_DISABLED("HookDisabled"),
    COLD_STARTS("ColdStarts");

    private final String word;
    private final String unit;

    Measure(String word) {
        this(word, "Count");
    }

    Measure(String word, String unit) {
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
