package dev.followup.crm.webhook;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A webhook in an answer of the CRM. Its text form shows nothing, since its address holds a secret.
///
/// @param settings a list; a map of the same where indexes are missing, as PHP writes it
@JsonIgnoreProperties(ignoreUnknown = true)
record WebhookModel(
        long id, @Nullable String destination, @Nullable JsonNode settings, boolean disabled) {

    /// The webhook; empty for one of another application, whose address does not have the form of ours.
    Optional<Webhook> toWebhook() {
        try {
            return Optional.ofNullable(destination)
                    .map(address -> new Webhook(id, WebhookUrl.of(address), keys(), disabled));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private SortedSet<String> keys() {
        var keys = new TreeSet<String>();
        if (settings != null) {
            settings.forEach(key -> keys.add(key.asText()));
        }
        return keys;
    }

    @Override
    public String toString() {
        return "WebhookModel[…]";
    }
}
