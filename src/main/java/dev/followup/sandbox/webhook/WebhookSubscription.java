package dev.followup.sandbox.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.AccountRoutes;
import dev.followup.sandbox.account.Users;
import dev.followup.sandbox.http.Json;
import java.util.Set;

/// A subscription to webhooks.
///
/// @param settings such as `add_lead`
/// @param createdAt in Unix seconds, like `updatedAt`
record WebhookSubscription(
        long id,
        String destination,
        Set<String> settings,
        int sort,
        long createdAt,
        long updatedAt,
        WebhookSender sender) {

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("destination", destination)
                .put("created_at", createdAt)
                .put("updated_at", updatedAt)
                .put("account_id", AccountRoutes.ID)
                .put("created_by", Users.TOKEN_OWNER)
                .put("sort", sort)
                .put("disabled", sender.isDisabled());
        settings.stream().sorted().forEach(json.putArray("settings")::add);
        return json;
    }
}
