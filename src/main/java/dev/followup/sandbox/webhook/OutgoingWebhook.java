package dev.followup.sandbox.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/// A webhook to whom it may concern.
///
/// @param settings who subscribed to one of these gets it
/// @param name for the log, such as `leads[add] 501`
/// @param body the form
public record OutgoingWebhook(Set<String> settings, String name, String body) {

    public static OutgoingWebhook of(Set<String> settings, String action, JsonNode entity, String body) {
        return new OutgoingWebhook(settings, action + " " + entity.path("id").asLong(), body);
    }

    /// By what is shown: a number is the same number however it came in.
    public static boolean changed(String field, JsonNode before, JsonNode after) {
        return !before.path(field).asText().equals(after.path(field).asText());
    }
}
