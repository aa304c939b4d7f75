package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The account `demo`, in Moscow, with the two standard task types and one of its own.
final class Account {

    static final String SUBDOMAIN = "demo";
    static final int ID = 1_000_001;

    /// 2026-01-01 00:00 in Moscow.
    private static final long FOUNDED = 1_767_214_800;

    private static final List<TaskType> TASK_TYPES = List.of(
            new TaskType(1, "Follow-up", "FOLLOW_UP"),
            new TaskType(2, "Meeting", "MEETING"),
            new TaskType(2_410_382, "Send an offer", ""));

    private static final JsonNode MODEL = Json.parse("""
            {
                "id": %1$d,
                "name": "Demo",
                "subdomain": "%2$s",
                "created_at": %3$d,
                "created_by": 0,
                "updated_at": %3$d,
                "updated_by": 0,
                "current_user_id": %4$d,
                "country": "RU",
                "currency": "RUB",
                "customers_mode": "disabled",
                "is_unsorted_on": true,
                "is_loss_reason_enabled": true,
                "is_technical_account": false
            }""".formatted(ID, SUBDOMAIN, FOUNDED, Users.TOKEN_OWNER));

    private record TaskType(long id, String name, String code) {}

    private Account() {}

    static boolean hasTaskType(JsonNode id) {
        return TASK_TYPES.stream().anyMatch(type -> type.id() == id.asLong());
    }

    static void register(Routes routes) {
        routes.on("GET", "/api/v4/account", Account::show);
    }

    private static Reply show(Call call) {
        ObjectNode account = MODEL.deepCopy();
        account.set("_links", Json.self(call.href()));
        addAsked(account, asked(call));
        return Reply.hal(account);
    }

    private static Set<String> asked(Call call) {
        return call.query().values("with").stream()
                .flatMap(Pattern.compile(",")::splitAsStream)
                .collect(Collectors.toSet());
    }

    private static void addAsked(ObjectNode account, Set<String> with) {
        if (with.contains("amojo_id")) {
            account.put("amojo_id", "7f1c3c0e-3f53-4f0e-9a35-0d3ab0c1d2e4");
        }
        if (with.contains("version")) {
            account.put("version", 4);
        }
        ObjectNode embedded = Json.object();
        if (with.contains("users_groups")) {
            embedded.putArray("users_groups")
                    .addObject()
                    .put("id", 0)
                    .put("name", "Sales")
                    .putNull("uuid");
        }
        if (with.contains("task_types")) {
            embedded.set("task_types", taskTypes());
        }
        if (with.contains("datetime_settings")) {
            embedded.set("datetime_settings", dateTimeSettings());
        }
        if (!embedded.isEmpty()) {
            account.set("_embedded", embedded);
        }
    }

    private static ArrayNode taskTypes() {
        return Json.list(TASK_TYPES.stream()
                .map(type -> Json.object()
                        .put("id", type.id())
                        .put("name", type.name())
                        .putNull("color")
                        .putNull("icon_id")
                        .put("code", type.code()))
                .toList());
    }

    private static ObjectNode dateTimeSettings() {
        return Json.object()
                .put("date_pattern", "d.m.Y H:i")
                .put("short_date_pattern", "d.m.Y")
                .put("short_time_pattern", "H:i")
                .put("date_format", "d.m.Y")
                .put("time_format", "H:i:s")
                .put("timezone", "Europe/Moscow")
                .put("timezone_offset", "+03:00");
    }
}
