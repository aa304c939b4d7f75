package dev.followup.crm.webhook;

import java.net.URI;
import java.util.SortedSet;

/// A request to subscribe a webhook. Its text form shows nothing, since its address holds a secret.
record WebhookRequest(URI destination, SortedSet<String> settings) {

    @Override
    public String toString() {
        return "WebhookRequest[…]";
    }
}
