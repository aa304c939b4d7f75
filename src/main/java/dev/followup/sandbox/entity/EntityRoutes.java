package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ListFilter;
import dev.followup.sandbox.http.ListPage;
import dev.followup.sandbox.http.ListSort;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WritableField;
import dev.followup.sandbox.schema.WriteSchema;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// The routes of one type of entity: list, get, add many, change many, change one.
public final class EntityRoutes {

    private static final System.Logger LOG = System.getLogger(EntityRoutes.class.getName());

    /// Most entities in one call.
    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    private static final int MAX_BATCH = 250;

    private final EntityStore entities;
    private final EntityStore tasks;
    private final BooleanSupplier alphaFilters;
    private final String plural;
    private final WriteSchema additions;
    private final WriteSchema changes;
    private final WriteSchema changesById;

    /// @param tasks what the entities show of their next task
    /// @param alphaFilters whether the account has the filters of lists that the CRM grants to some
    /// accounts only
    public EntityRoutes(EntityStore entities, EntityStore tasks, BooleanSupplier alphaFilters) {
        this.entities = entities;
        this.tasks = tasks;
        this.alphaFilters = alphaFilters;
        this.plural = entities.kind().plural();
        this.additions = entities.kind().schema();
        this.changes = additions.forChanges();
        this.changesById = changes.with(
                WritableField.optional("id", WritableField.Type.INT).need().among(entities::has));
    }

    public void register(Router routes) {
        String path = "/api/v4/" + plural;
        routes.on("GET", path, this::list)
                .on("POST", path, this::add)
                .on("PATCH", path, this::changeMany)
                .on("GET", path + "/{id}", this::one)
                .on("PATCH", path + "/{id}", this::changeOne);
    }

    private Response list(Request call) {
        ListPage page = ListPage.of(call.query());
        ListFilter filter = filter(call);
        ClosestTasks closest = ClosestTasks.among(tasks.all());
        List<ObjectNode> found = entities.all().stream()
                .filter(filter.test())
                .sorted(ListSort.of(call.query(), entities.kind().sortFields()))
                .toList();
        return page.show(call, plural, found, document -> model(call, document, closest));
    }

    private ListFilter filter(Request call) {
        boolean isGranted = entities.kind().hasFiltersForAll() || alphaFilters.getAsBoolean();
        return isGranted
                ? entities.kind().filter(call.query())
                : ListFilter.of(call.query()).anyOf("id");
    }

    private Response one(Request call) {
        return Response.hal(model(call, present(call), ClosestTasks.among(tasks.all())));
    }

    private Response add(Request call) {
        List<JsonNode> items = items(call, additions);
        var added = new ArrayList<ObjectNode>();
        for (int position = 0; position < items.size(); position++) {
            ObjectNode entity = entities.add(items.get(position));
            added.add(thin(call, entity, WriteSchema.requestId(items.get(position), position)));
        }
        log(added);
        return collection(call, added);
    }

    private void log(List<ObjectNode> added) {
        String first =
                added.stream().limit(10).map(one -> one.path("id").asText()).collect(Collectors.joining(", "));
        LOG.log(Level.INFO, "New in the CRM: {0} {1}{2}", plural, first, added.size() > 10 ? " and more" : "");
    }

    private Response changeMany(Request call) {
        List<JsonNode> items = items(call, changesById);
        var changed = new ArrayList<ObjectNode>();
        for (int position = 0; position < items.size(); position++) {
            changed.add(change(call, items.get(position).path("id").asLong(), items.get(position), position));
        }
        return collection(call, changed);
    }

    private Response changeOne(Request call) {
        present(call);
        JsonNode sent = call.json();
        changes.check(List.of(sent));
        return Response.hal(change(call, call.id(), sent, 0));
    }

    private ObjectNode change(Request call, long id, JsonNode sent, int position) {
        ObjectNode changed = entities.change(id, sent);
        ObjectNode thin = thin(call, changed, WriteSchema.requestId(sent, position));
        return thin.set("updated_at", changed.path("updated_at"));
    }

    /// The short form in which the CRM answers what it has just stored.
    private ObjectNode thin(Request call, ObjectNode entity, JsonNode requestId) {
        ObjectNode thin = Json.object().put("id", entity.path("id").asLong());
        thin.set("request_id", requestId);
        return thin.set("_links", links(call, entity));
    }

    private ObjectNode model(Request call, ObjectNode entity, ClosestTasks closest) {
        ObjectNode model = entity.deepCopy();
        closest.show(plural, model);
        if (model.path("_embedded") instanceof ObjectNode embedded
                && !call.with().contains("contacts")) {
            embedded.remove("contacts"); // shown only on demand, unlike everything else
        }
        return model.set("_links", links(call, entity));
    }

    private ObjectNode links(Request call, ObjectNode entity) {
        return Json.self(
                call.origin() + "/api/v4/" + plural + "/" + entity.path("id").asLong());
    }

    private ObjectNode present(Request call) {
        return entities.find(call.id())
                .orElseThrow(
                        () -> new ProblemException(Response.problem(404, "There is no such entity: " + call.path())));
    }

    private static List<JsonNode> items(Request call, WriteSchema schema) {
        JsonNode body = call.json();
        if (!body.isArray()) {
            throw new ProblemException(Response.problem(400, "The body should be an array of objects"));
        }
        if (body.size() > MAX_BATCH) {
            throw new ProblemException(
                    Response.problem(400, "Limit " + MAX_BATCH + " entities per request, found " + body.size()));
        }
        var items = new ArrayList<JsonNode>();
        body.forEach(items::add);
        schema.check(items);
        return items;
    }

    private Response collection(Request call, List<ObjectNode> items) {
        ObjectNode body = Json.object();
        body.set("_links", Json.self(call.href()));
        body.putObject("_embedded").set(plural, Json.list(items));
        return Response.hal(body);
    }
}
