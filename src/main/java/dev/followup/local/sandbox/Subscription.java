package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// Who hears of what.
///
/// @param settings such as `add_lead`
/// @param createdAt in Unix seconds, like `updatedAt`
record Subscription(
        long id, String destination, Set<String> settings, int sort, long createdAt, long updatedAt, Mailbox mailbox) {

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("destination", destination)
                .put("created_at", createdAt)
                .put("updated_at", updatedAt)
                .put("account_id", Account.ID)
                .put("created_by", Users.TOKEN_OWNER)
                .put("sort", sort)
                .put("disabled", mailbox.isOff());
        settings.stream().sorted().forEach(json.putArray("settings")::add);
        return json;
    }
}
