package dev.followup.crm.webhook;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// A hook as the CRM has it.
///
/// @param id its id in the CRM: newer hooks have higher ones
/// @param keys what it is told of, as the CRM's API calls it, such as `status_lead`
/// @param disabled whether the CRM has switched it off, as it does after too many failed deliveries
public record Webhook(long id, WebhookUrl address, SortedSet<String> keys, boolean disabled) {

    public Webhook {
        keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }
}
