package dev.followup.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.crm.CrmRequest;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The API of a world's CRM, as far as Followup calls it, with the limit of calls.
final class CrmApi {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int MOST_CALLS_IN_A_SECOND = 7;

    private final World world;
    private final CrmModel crm;
    private final Deque<Long> arrivals = new ArrayDeque<>();

    private final Map<String, Integer> refusedAlone = new HashMap<>();

    private boolean refusedList;

    CrmApi(World world, CrmModel crm) {
        this.world = world;
        this.crm = crm;
    }

    /// How often each text was refused without a reason in a call of its own.
    Map<String, Integer> refusedAlone() {
        return refusedAlone;
    }

    /// A call that arrives.
    Response answer(CrmRequest request) {
        checkPace(request);
        return arrivals.size() > MOST_CALLS_IN_A_SECOND ? Response.tooManyRequests() : carryOut(request);
    }

    /// Does what a call asks for.
    Response carryOut(CrmRequest request) {
        return switch (request.method() + " " + request.path()) {
            case "GET /api/v4/tasks" ->
                list("tasks", crm.tasks().values().stream().filter(task -> matches(task, request)));
            case "GET /api/v4/leads" -> byId("leads", crm.leads(), request);
            case "GET /api/v4/contacts" -> byId("contacts", crm.contacts(), request);
            case "GET /api/v4/companies" -> Response.NOTHING;
            case "GET /api/v4/account" -> Response.hal(Json.object().put("current_user_id", CrmModel.TOKEN_USER));
            case "GET /api/v4/webhooks" ->
                list("webhooks", Stream.of(world.webhook().shown()));
            case "GET /api/v4/leads/pipelines" -> Response.NOTHING;
            case "GET /api/v4/events" ->
                list("events", crm.events().stream().filter(event -> isListed(event, request)));
            case "POST /api/v4/tasks" -> addTasks(request.body());
            case "PATCH /api/v4/tasks" -> editTasks(request.body());
            default -> editTask(request);
        };
    }

    /// Whether the CRM has refused one of its lists, so that nobody knows what no webhook reports.
    boolean hasRefusedList() {
        return refusedList;
    }

    /// Records that a call was refused without a reason.
    void refused(CrmRequest request) {
        refusedList |= request.method().equals("GET");
        if (request.body().size() == 1 && request.body().isArray()) {
            refusedAlone.merge(request.body().path(0).path("text").asText(), 1, Integer::sum);
        }
    }

    private void checkPace(CrmRequest request) {
        var now = world.time().nanos();
        while (!arrivals.isEmpty() && arrivals.getFirst() <= now - SECOND) {
            arrivals.removeFirst();
        }
        arrivals.addLast(now);
        if (arrivals.size() > MOST_CALLS_IN_A_SECOND) {
            world.violation("pace: " + arrivals.size() + " calls within a second, the last is " + request);
        }
    }

    private boolean matches(ObjectNode task, CrmRequest request) {
        return request.allows("filter[id][]", task.path("id"))
                && request.allows("filter[entity_id][]", task.path("entity_id"))
                && request.allows("filter[entity_type]", task.path("entity_type"))
                && request.allows("filter[responsible_user_id][]", task.path("responsible_user_id"))
                && request.allows(
                        "filter[is_completed]",
                        Json.object().numberNode(task.path("is_completed").asBoolean() ? 1 : 0))
                && task.path("updated_at").asLong() >= request.number("filter[updated_at]", 0)
                && crm.isVisible(task);
    }

    private boolean isListed(ObjectNode event, CrmRequest request) {
        return request.allows("filter[type][]", event.path("type"))
                && request.allows("filter[entity][]", event.path("entity_type"))
                && request.allows("filter[entity_id][]", event.path("entity_id"))
                && event.path("created_at").asLong() >= request.number("filter[created_at][from]", 0)
                && event.path("created_at").asLong() <= request.number("filter[created_at][to]", Long.MAX_VALUE);
    }

    private Response byId(String plural, Map<Long, ObjectNode> all, CrmRequest request) {
        return list(
                plural,
                all.values().stream()
                        .filter(crm::isVisible)
                        .filter(one -> request.allows("filter[id][]", one.path("id"))));
    }

    private static Response list(String plural, Stream<ObjectNode> items) {
        var all = items.toList();
        if (all.isEmpty()) {
            return Response.NOTHING;
        }
        var page = Json.object();
        page.putObject("_embedded").set(plural, Json.list(all));
        return Response.hal(page);
    }

    private Response addTasks(JsonNode items) {
        var refused = refusals(items);
        if (refused != null) {
            return refused;
        }
        var receipts = new ArrayList<ObjectNode>();
        for (var item : items) {
            var task = crm.newTask(CrmModel.TOKEN_USER);
            task.setAll((ObjectNode) item.deepCopy());
            task.remove("request_id");
            crm.add(task);
            receipts.add(Json.object()
                    .put("id", task.path("id").asLong())
                    .put("request_id", item.path("request_id").asText()));
        }
        return list("tasks", receipts.stream());
    }

    private @Nullable Response refusals(JsonNode items) {
        var errors = IntStream.range(0, items.size())
                .filter(i -> isRefused(items.path(i)))
                .mapToObj(i -> {
                    var error = Json.object()
                            .put("request_id", items.path(i).path("request_id").asText("0"));
                    error.set(
                            "errors",
                            Json.list(List.of(Json.object()
                                    .put("code", "NotSupportedChoice")
                                    .put("path", "responsible_user_id"))));
                    return error;
                })
                .toList();
        if (errors.isEmpty()) {
            return null;
        }
        world.reached("user refused");
        var problem = Response.problemBody(400, "Request validation failed");
        problem.set("validation-errors", Json.list(errors));
        return Response.problem(problem);
    }

    private Response editTasks(JsonNode items) {
        var refused = refusals(items);
        if (refused != null) {
            return refused;
        }
        var receipts = new ArrayList<ObjectNode>();
        for (var item : items) {
            var task = crm.tasks().get(item.path("id").asLong());
            if (task != null) {
                receipts.add(crm.edited(task, item));
            }
        }
        return list("tasks", receipts.stream());
    }

    private Response editTask(CrmRequest request) {
        var task = crm.tasks()
                .get(Long.parseLong(request.path().substring(request.path().lastIndexOf('/') + 1)));
        if (task == null) {
            return Response.problem(404, "Task not found");
        }
        var refused = refusals(Json.list(List.of(request.body())));
        return refused == null ? Response.hal(crm.edited(task, request.body())) : refused;
    }

    private boolean isRefused(JsonNode item) {
        return item.has("responsible_user_id")
                && !crm.isActive(item.path("responsible_user_id").asLong());
    }
}
