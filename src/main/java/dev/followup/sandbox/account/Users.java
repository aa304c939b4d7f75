package dev.followup.sandbox.account;

import static dev.followup.sandbox.schema.WritableField.Type.BOOL;
import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ListPage;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WriteSchema;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The users of the account and their routes. 101 owns the token, 104 is deactivated.
public final class Users {

    public static final int TOKEN_OWNER = 101;

    private final ConcurrentSkipListMap<Long, User> users = new ConcurrentSkipListMap<>();
    private final WriteSchema schema;

    private record User(long id, String name, String email, boolean active) {}

    public Users() {
        List.of("Anna Orlova", "Boris Kim", "Vera Lind").forEach(name -> add(name, null, true));
        add("Gleb Former", null, false);
        schema = new WriteSchema(
                List.of(
                        optional("id", INT).among(id -> users.containsKey(id.asLong())),
                        optional("name", TEXT),
                        optional("email", TEXT),
                        optional("is_active", BOOL)),
                List.of());
    }

    private User add(String name, @Nullable JsonNode email, boolean active) {
        long id = users.isEmpty() ? TOKEN_OWNER : users.lastKey() + 1;
        User user = new User(id, name, email == null ? "user" + id + "@demo.example" : email.asText(), active);
        users.put(id, user);
        return user;
    }

    public boolean isActive(JsonNode id) {
        User user = users.get(id.asLong());
        return user != null && user.active();
    }

    /// The CRM writes 0 for changes by a robot or an integration.
    public boolean isActiveOrRobot(JsonNode id) {
        return id.asLong() == 0 || isActive(id);
    }

    public void register(Router routes) {
        routes.on("GET", "/api/v4/users", this::list)
                .on("GET", "/api/v4/users/{id}", this::one)
                .on("POST", "/_sandbox/users", this::save);
    }

    /// Adds a user, or changes the one with the id that is sent.
    private Response save(Request call) {
        JsonNode sent = call.json();
        schema.checkStrictly(sent);
        User before = users.get(sent.path("id").asLong());
        User user = before == null
                ? add(
                        sent.path("name").asText("New user"),
                        sent.get("email"),
                        sent.path("is_active").asBoolean(true))
                : new User(
                        before.id(),
                        sent.path("name").asText(before.name()),
                        sent.path("email").asText(before.email()),
                        sent.path("is_active").asBoolean(before.active()));
        users.put(user.id(), user);
        return Response.json(model(user, call));
    }

    private Response list(Request call) {
        return ListPage.of(call.query()).show(call, "users", List.copyOf(users.values()), user -> model(user, call));
    }

    private Response one(Request call) {
        User user = users.get(call.id());
        return user == null ? Response.problem(404, "User not found") : Response.hal(model(user, call));
    }

    private static ObjectNode model(User user, Request call) {
        ObjectNode model = Json.object()
                .put("id", user.id())
                .put("name", user.name())
                .put("email", user.email())
                .put("lang", "en");
        model.set("rights", rights(user));
        model.set("_links", Json.self(call.origin() + "/api/v4/users/" + user.id()));
        return model;
    }

    private static ObjectNode rights(User user) {
        ObjectNode rights = Json.object();
        for (String entity : List.of("leads", "contacts", "companies")) {
            ObjectNode right = rights.putObject(entity);
            List.of("view", "edit", "add", "delete", "export").forEach(change -> right.put(change, "A"));
        }
        rights.putObject("tasks").put("edit", "A").put("delete", "A");
        return rights.put("mail_access", true)
                .put("catalog_access", true)
                .putNull("status_rights")
                .put("is_admin", user.id() == TOKEN_OWNER)
                .put("is_free", false)
                .put("is_active", user.active())
                .putNull("group_id")
                .putNull("role_id");
    }
}
