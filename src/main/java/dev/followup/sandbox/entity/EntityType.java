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

/// What sets tasks, leads, contacts and companies apart. All else is the same for them.
interface EntityType {

    /// As it stands in paths and answers, such as `tasks`.
    String plural();

    /// As events name it, such as `task`.
    String singular();

    WriteSchema schema();

    /// A new one with every field of the model, in the model's order, before what was sent is put in.
    ObjectNode blank();

    /// Puts in what was sent and is not simply a field of that name.
    void refine(ObjectNode document, JsonNode sent);

    ListFilter filter(QueryForm query);

    /// Fields that lists can be ordered by.
    Set<String> sortFields();

    /// What subscribers hear of.
    ///
    /// @param before `null` if it is new
    List<OutgoingWebhook> webhooks(@Nullable JsonNode before, JsonNode after);
}
