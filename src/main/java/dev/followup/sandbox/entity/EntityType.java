package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.ListFilter;
import dev.followup.sandbox.http.QueryForm;
import dev.followup.sandbox.schema.WriteSchema;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The properties in which tasks, leads, contacts and companies differ.
interface EntityType {

    /// The name in paths and answers, such as `tasks`.
    String plural();

    /// The name in events, such as `task`.
    String singular();

    WriteSchema schema();

    /// A new entity with every field of the model, in the model's order.
    ObjectNode blank();

    /// Applies what was sent and is not simply a field of that name.
    void refine(ObjectNode document, JsonNode sent);

    ListFilter filter(QueryForm query);

    /// Whether every account has the filters of its list. Those of leads, contacts, companies and customers are in
    /// alpha: the CRM grants them to some accounts, and ignores them elsewhere.
    /// Source: amoCRM documentation, "Filters"; read 2026-11-28.
    default boolean hasFiltersForAll() {
        return false;
    }

    /// Fields that lists can be ordered by.
    Set<String> sortFields();

    /// The webhooks of an addition or a change.
    ///
    /// @param before `null` if it is new
    List<OutgoingWebhook> webhooks(@Nullable JsonNode before, JsonNode after);
}
