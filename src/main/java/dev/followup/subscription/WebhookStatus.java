package dev.followup.subscription;

import dev.followup.crm.webhook.WebhookBaseUrl;
import dev.followup.crm.webhook.WebhookUrl;
import dev.followup.task.Outcome;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import java.util.SortedSet;

/// What a look at an account's hook has shown.
sealed interface WebhookStatus {

    /// Counts whether the CRM has switched it off, if that was seen.
    default void count(Metrics metrics) {
        switch (this) {
            case Disabled _ -> metrics.set(Metric.WEBHOOK_DISABLED, 1);
            case Healthy _, Missing _, Incomplete _ -> metrics.set(Metric.WEBHOOK_DISABLED, 0);
            case Unknown _ -> {}
        }
    }

    /// It is there, it is on, and it tells of all that rules listen to.
    record Healthy() implements WebhookStatus {}

    /// The CRM has switched it off.
    ///
    /// @param onAgain whether it was subscribed again
    /// @param remedy what was done about it, or what a person must do
    record Disabled(WebhookUrl address, boolean onAgain, String remedy) implements WebhookStatus {}

    /// It is not there.
    ///
    /// @param place where it should lead
    record Missing(WebhookBaseUrl place) implements WebhookStatus {}

    /// Rules listen to what it does not tell of.
    ///
    /// @param keys what it lacks, as the CRM's API calls it
    record Incomplete(WebhookUrl address, SortedSet<String> keys) implements WebhookStatus {}

    /// The CRM did not say.
    record Unknown(Outcome why) implements WebhookStatus {}
}
