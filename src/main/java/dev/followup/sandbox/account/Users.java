package dev.followup.sandbox.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ListPage;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import java.util.List;

/// The users of the account and their routes. 101 owns the token, 104 is deactivated.
public final class Users {

    public static final int TOKEN_OWNER = 101;

    private static final List<User> ALL = List.of(
            new User(101, "Anna Orlova", true),
            new User(102, "Boris Kim", true),
            new User(103, "Vera Lind", true),
            new User(104, "Gleb Former", false));

    private record User(long id, String name, boolean active) {}

    private Users() {}

    public static boolean isActive(JsonNode id) {
        return ALL.stream().anyMatch(user -> user.active() && user.id() == id.asLong());
    }

    /// The CRM writes 0 for changes by a robot or an integration.
    public static boolean isActiveOrRobot(JsonNode id) {
        return id.asLong() == 0 || isActive(id);
    }

    public static void register(Router routes) {
        routes.on("GET", "/api/v4/users", Users::list).on("GET", "/api/v4/users/{id}", Users::one);
    }

    private static Response list(Request call) {
        return ListPage.of(call.query()).show(call, "users", ALL, user -> model(user, call));
    }

    private static Response one(Request call) {
        return ALL.stream()
                .filter(user -> user.id() == call.id())
                .map(user -> Response.hal(model(user, call)))
                .findFirst()
                .orElseGet(() -> Response.problem(404, "User not found"));
    }

    private static ObjectNode model(User user, Request call) {
        ObjectNode model = Json.object()
                .put("id", user.id())
                .put("name", user.name())
                .put("email", "user" + user.id() + "@demo.example")
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
