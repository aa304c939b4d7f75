package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.Users;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WriteSchema;

/// The routes by which a user of the account adds or changes an entity, as in the CRM's pages: a lead's stage, a
/// task that is completed. The API itself acts for the token's owner.
public final class UserChangeRoutes {

    /// A user who does not own the token.
    private static final long COLLEAGUE = 102;

    private final EntityStore entities;
    private final WriteSchema additions;
    private final WriteSchema changes;

    public UserChangeRoutes(EntityStore entities) {
        this.entities = entities;
        this.additions = entities.kind().schema().with(optional("by", INT).among(Users::isActive));
        this.changes = additions.forChanges().with(optional("id", INT).among(entities::has));
    }

    public void register(Router routes) {
        routes.on("POST", "/_sandbox/" + entities.kind().plural(), this::save);
    }

    private Response save(Request call) {
        JsonNode sent = call.json();
        boolean isChange = sent.has("id");
        (isChange ? changes : additions).checkStrictly(sent);
        long user = sent.path("by").asLong(COLLEAGUE);
        ObjectNode document = sent.<ObjectNode>deepCopy().put("updated_by", user);
        return Response.json(
                isChange
                        ? entities.change(sent.path("id").asLong(), document)
                        : entities.add(document.put("created_by", user)));
    }
}
