package dev.followup.crm.webhook;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// A webhook subscription of the CRM.
///
/// @param id its id in the CRM: newer webhooks have higher ids
/// @param keys what it reports, by the names of the CRM's API, such as `status_lead`
/// @param disabled whether the CRM has disabled it, as it does after too many failed deliveries
public record Webhook(long id, WebhookUrl address, SortedSet<String> keys, boolean disabled) {

    public Webhook {
        keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }
}
