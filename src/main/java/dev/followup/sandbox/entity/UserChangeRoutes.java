package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.Users;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WriteSchema;

/// The routes by which a user of the account adds or changes an entity, as in the CRM's pages: a lead's stage,
/// a task that is completed. The API itself acts for the token's owner. With a count, so many entities exist
/// from then on as if they had always been there: neither a webhook nor an event reports them.
public final class UserChangeRoutes {

    /// A user who does not own the token.
    private static final long COLLEAGUE = 102;

    /// The most entities that one call adds.
    private static final int MAX_COUNT = 100_000;

    private final EntityStore entities;
    private final WriteSchema additions;
    private final WriteSchema changes;

    public UserChangeRoutes(EntityStore entities, Users users) {
        this.entities = entities;
        var byUser = entities.kind().schema().with(optional("by", INT).among(users::isActive));
        this.additions =
                byUser.with(optional("count", INT).among(count -> count.asLong() >= 1 && count.asLong() <= MAX_COUNT));
        this.changes = byUser.forChanges().with(optional("id", INT).among(entities::has));
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
        if (sent.has("count")) {
            return Response.json(addMany(document.put("created_by", user)));
        }
        return Response.json(
                isChange
                        ? entities.change(sent.path("id").asLong(), document)
                        : entities.add(document.put("created_by", user)));
    }

    /// Adds entities that nothing reports, with numbers behind their names.
    ///
    /// @return the ids of the first and the last
    private ObjectNode addMany(ObjectNode document) {
        int count = document.path("count").asInt();
        String name = document.path("name").asText("");
        long first = 0;
        long last = 0;
        for (int number = 1; number <= count; number++) {
            last = entities.addUnreported(name.isEmpty() ? document : document.put("name", name + " " + number))
                    .path("id")
                    .asLong();
            first = number == 1 ? last : first;
        }
        return Json.object().put("count", count).put("first", first).put("last", last);
    }
}
