package dev.followup.sandbox.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/// A webhook that is to be sent.
///
/// @param settings the subscription settings that it matches: one is enough
/// @param name for the log, such as `leads[add] 501`
/// @param body the form
public record OutgoingWebhook(Set<String> settings, String name, String body) {

    public static OutgoingWebhook of(Set<String> settings, String action, JsonNode entity, String body) {
        return new OutgoingWebhook(settings, action + " " + entity.path("id").asLong(), body);
    }

    /// Compares values as they are shown: a number is the same number in any notation.
    public static boolean changed(String field, JsonNode before, JsonNode after) {
        return !before.path(field).asText().equals(after.path(field).asText());
    }
}
