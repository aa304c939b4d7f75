package dev.followup.crm.webhook;

import java.net.URI;
import java.util.SortedSet;

/// A subscription as the CRM takes it. Prints as nothing of it, since its address holds a secret.
record WebhookRequest(URI destination, SortedSet<String> settings) {

    @Override
    public String toString() {
        return "HookInput[…]";
    }
}
