package dev.followup.sandbox.entity;

import static dev.followup.sandbox.schema.WritableField.Type.INT;
import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.AccountRoutes;
import dev.followup.sandbox.account.NamedItems;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import java.util.List;

/// The pipelines of the account, their stages and routes; an administrator adds, renames and archives them. A
/// new lead enters the main pipeline, in the stage after the one for incoming leads.
public final class Pipelines {

    static final long MAIN = 9_621_010;

    /// The ids of closed stages, the same in every pipeline.
    /// Source: CRM documentation, "Pipelines and stages"; read 2026-11-21.
    static final long WON = 142;

    static final long LOST = 143;

    /// The ids of the account's pipelines: other numbers count as the main one.
    private static final int MOST = 1000;

    private final NamedItems pipelines = new NamedItems(optional("name", TEXT));
    private final NamedItems stages =
            new NamedItems(optional("pipeline_id", INT).among(id -> pipelines.has(id)), optional("name", TEXT));

    public Pipelines() {
        add(MAIN, "Sales", List.of("First contact", "Negotiation", "Contract"));
        add(MAIN + 1, "Partners", List.of("First contact", "Agreement"));
    }

    /// Adds a pipeline. The stages' ids are derived from the pipeline's: ten times as large, one after the other.
    private void add(long id, String name, List<String> open) {
        pipelines.add(Json.object().put("id", id).put("name", name));
        addStages(id, open);
    }

    private void addStages(long pipeline, List<String> open) {
        long stage = pipeline * 10;
        addStage(stage, pipeline, "Incoming leads");
        for (String name : open) {
            stage++;
            addStage(stage, pipeline, name);
        }
    }

    private void addStage(long id, long pipeline, String name) {
        stages.add(Json.object().put("id", id).put("pipeline_id", pipeline).put("name", name));
    }

    static boolean isClosed(long stage) {
        return stage == WON || stage == LOST;
    }

    /// The stage of incoming leads until they are accepted.
    static long incomingStage(long pipeline) {
        return firstStage(pipeline) - 1;
    }

    /// The stage of a lead that was added without one; an unknown pipeline counts as the main one.
    static long firstStage(long pipeline) {
        return (pipeline >= MAIN && pipeline < MAIN + MOST ? pipeline : MAIN) * 10 + 1;
    }

    public void register(Router routes) {
        routes.on("GET", "/api/v4/leads/pipelines", this::list)
                .on("GET", "/api/v4/leads/pipelines/{id}", this::one)
                .on("POST", "/_sandbox/pipelines", this::savePipeline)
                .on("POST", "/_sandbox/stages", this::saveStage);
    }

    private Response savePipeline(Request call) {
        JsonNode sent = call.json();
        boolean isNew = !sent.has("id");
        ObjectNode saved = pipelines.save(sent);
        if (isNew) {
            addStages(saved.path("id").asLong(), List.of("First contact"));
        }
        return Response.json(saved);
    }

    private Response saveStage(Request call) {
        JsonNode sent = call.json();
        if (!sent.has("id") && !sent.has("pipeline_id")) {
            return Response.problem(400, "pipeline_id: found nothing, expected the pipeline of the new stage");
        }
        return Response.json(stages.save(sent));
    }

    private Response list(Request call) {
        ObjectNode body = Json.object().put("_total_items", pipelines.all().size());
        body.set("_links", Json.self(call.href()));
        body.putObject("_embedded")
                .set(
                        "pipelines",
                        Json.list(pipelines.all().stream()
                                .map(pipeline -> model(pipeline, call))
                                .toList()));
        return Response.hal(body);
    }

    private Response one(Request call) {
        return pipelines.all().stream()
                .filter(pipeline -> pipeline.path("id").asLong() == call.id())
                .map(pipeline -> Response.hal(model(pipeline, call)))
                .findFirst()
                .orElseGet(() -> Response.problem(404, "Pipeline not found"));
    }

    private ObjectNode model(ObjectNode pipeline, Request call) {
        long id = pipeline.path("id").asLong();
        String href = call.origin() + "/api/v4/leads/pipelines/" + id;
        ObjectNode model = Json.object()
                .put("id", id)
                .put("name", pipeline.path("name").asText())
                .put("sort", id - MAIN + 1)
                .put("is_main", id == MAIN)
                .put("is_unsorted_on", true)
                .put("is_archive", false)
                .put("account_id", AccountRoutes.ID);
        model.set("_links", Json.self(href));
        var own = model.putObject("_embedded").putArray("statuses");
        stages.all().stream()
                .filter(stage -> stage.path("pipeline_id").asLong() == id)
                .forEach(stage -> own.add(
                        model(stage.path("id").asLong(), stage.path("name").asText(), own.size(), id, href)));
        own.add(model(WON, "Won", own.size(), id, href));
        own.add(model(LOST, "Lost", own.size(), id, href));
        return model;
    }

    private static ObjectNode model(long stage, String name, int before, long pipeline, String href) {
        int type = stage == pipeline * 10 ? 1 : 0;
        ObjectNode model = Json.object()
                .put("id", stage)
                .put("name", name)
                .put("sort", 10 * (before + 1))
                .put("is_editable", type == 0 && !isClosed(stage))
                .put("pipeline_id", pipeline)
                .put("color", "#99ccff")
                .put("type", type)
                .put("account_id", AccountRoutes.ID);
        model.set("_links", Json.self(href + "/statuses/" + stage));
        return model;
    }
}
