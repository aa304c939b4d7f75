package dev.followup.sandbox.account;

import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import java.util.Set;

/// The routes of the account `demo`, which is in Moscow and has the two standard task types and two of its own.
/// Types are added, renamed and archived as by an administrator.
public final class AccountRoutes {

    public static final String SUBDOMAIN = "demo";
    public static final int ID = 1_000_001;

    private static final JsonNode MODEL = Json.parse("""
            {
                "id": %d,
                "name": "Demo",
                "subdomain": "%s",
                "created_at": 1767214800,
                "created_by": 0,
                "updated_at": 1767214800,
                "updated_by": 0,
                "current_user_id": %d,
                "country": "RU",
                "currency": "RUB",
                "customers_mode": "periodicity",
                "is_unsorted_on": true,
                "is_loss_reason_enabled": true,
                "is_technical_account": false
            }""".formatted(ID, SUBDOMAIN, Users.TOKEN_OWNER));

    /// Shown on demand, on the top level.
    private static final JsonNode TOP_LEVEL = Json.parse("""
            {"amojo_id": "7f1c3c0e-3f53-4f0e-9a35-0d3ab0c1d2e4", "version": 4}""");

    /// Shown on demand, under `_embedded`.
    private static final JsonNode EMBEDDED = Json.parse("""
            {
                "users_groups": [{"id": 0, "name": "Sales", "uuid": null}],
                "datetime_settings": {
                    "date_pattern": "d.m.Y H:i",
                    "short_date_pattern": "d.m.Y",
                    "short_time_pattern": "H:i",
                    "date_format": "d.m.Y",
                    "time_format": "H:i:s",
                    "timezone": "Europe/Moscow",
                    "timezone_offset": "+03:00"
                }
            }""");

    private static final JsonNode TASK_TYPES = Json.parse("""
            [
                {"id": 1, "name": "Follow-up", "color": null, "icon_id": null, "code": "FOLLOW_UP"},
                {"id": 2, "name": "Meeting", "color": null, "icon_id": null, "code": "MEETING"},
                {"id": 2410382, "name": "Send an offer", "color": "9985FF", "icon_id": 8, "code": ""},
                {"id": 2743001, "name": "Visit", "color": "FFDC7F", "icon_id": 11, "code": ""}
            ]""");

    private final NamedItems taskTypes = new NamedItems(optional("name", TEXT));

    public AccountRoutes() {
        TASK_TYPES.forEach(type -> taskTypes.add(type.deepCopy()));
    }

    public boolean hasTaskType(JsonNode id) {
        return taskTypes.has(id);
    }

    public void register(Router routes) {
        routes.on("GET", "/api/v4/account", this::show)
                .on("POST", "/_sandbox/task-types", call -> Response.json(taskTypes.save(call.json())));
    }

    private Response show(Request call) {
        Set<String> asked = call.with();
        ObjectNode account = MODEL.deepCopy();
        account.set("_links", Json.self(call.href()));
        account.setAll(only(asked, TOP_LEVEL));
        ObjectNode all = EMBEDDED.deepCopy();
        all.set("task_types", Json.list(taskTypes.all()));
        ObjectNode embedded = only(asked, all);
        return Response.hal(embedded.isEmpty() ? account : account.set("_embedded", embedded));
    }

    private static ObjectNode only(Set<String> asked, JsonNode extras) {
        return extras.<ObjectNode>deepCopy().retain(asked);
    }
}
