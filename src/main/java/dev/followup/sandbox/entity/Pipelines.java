package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.AccountRoutes;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import java.util.ArrayList;
import java.util.List;

/// The pipelines of the account, their stages and routes. A new lead enters the main pipeline, in the stage
/// after the one for incoming leads.
public final class Pipelines {

    static final long MAIN = 9_621_010;

    /// The ids of closed stages, the same in every pipeline.
    /// Source: CRM documentation, "Pipelines and stages"; read 2026-11-21.
    static final long WON = 142;

    static final long LOST = 143;

    private static final List<Pipeline> ALL = List.of(
            new Pipeline(MAIN, "Sales", List.of("First contact", "Negotiation", "Contract")),
            new Pipeline(MAIN + 1, "Partners", List.of("First contact", "Agreement")));

    private record Stage(long id, String name, int type) {}

    private record Pipeline(long id, String name, List<String> open) {

        /// The stages' ids are derived from the pipeline's: ten times as large, one after the other.
        List<Stage> stages() {
            var stages = new ArrayList<Stage>(List.of(new Stage(id * 10, "Incoming leads", 1)));
            for (String stage : open) {
                stages.add(new Stage(id * 10 + stages.size(), stage, 0));
            }
            stages.add(new Stage(WON, "Won", 0));
            stages.add(new Stage(LOST, "Lost", 0));
            return stages;
        }
    }

    private Pipelines() {}

    static boolean isClosed(long stage) {
        return stage == WON || stage == LOST;
    }

    /// The stage of incoming leads until they are accepted.
    static long incomingStage(long pipeline) {
        return firstStage(pipeline) - 1;
    }

    /// The stage of a lead that was added without one; an unknown pipeline counts as the main one.
    static long firstStage(long pipeline) {
        return (ALL.stream().anyMatch(known -> known.id() == pipeline) ? pipeline : MAIN) * 10 + 1;
    }

    public static void register(Router routes) {
        routes.on("GET", "/api/v4/leads/pipelines", Pipelines::list)
                .on("GET", "/api/v4/leads/pipelines/{id}", Pipelines::one);
    }

    private static Response list(Request call) {
        ObjectNode body = Json.object().put("_total_items", ALL.size());
        body.set("_links", Json.self(call.href()));
        body.putObject("_embedded")
                .set(
                        "pipelines",
                        Json.list(ALL.stream()
                                .map(pipeline -> model(pipeline, call))
                                .toList()));
        return Response.hal(body);
    }

    private static Response one(Request call) {
        return ALL.stream()
                .filter(pipeline -> pipeline.id() == call.id())
                .map(pipeline -> Response.hal(model(pipeline, call)))
                .findFirst()
                .orElseGet(() -> Response.problem(404, "Pipeline not found"));
    }

    private static ObjectNode model(Pipeline pipeline, Request call) {
        String href = call.origin() + "/api/v4/leads/pipelines/" + pipeline.id();
        ObjectNode model = Json.object()
                .put("id", pipeline.id())
                .put("name", pipeline.name())
                .put("sort", pipeline.id() - MAIN + 1)
                .put("is_main", pipeline.id() == MAIN)
                .put("is_unsorted_on", true)
                .put("is_archive", false)
                .put("account_id", AccountRoutes.ID);
        model.set("_links", Json.self(href));
        model.putObject("_embedded")
                .set(
                        "statuses",
                        Json.list(pipeline.stages().stream()
                                .map(stage -> model(stage, pipeline, href))
                                .toList()));
        return model;
    }

    private static ObjectNode model(Stage stage, Pipeline pipeline, String href) {
        ObjectNode model = Json.object()
                .put("id", stage.id())
                .put("name", stage.name())
                .put("sort", 10 * (pipeline.stages().indexOf(stage) + 1))
                .put("is_editable", stage.type() == 0 && !isClosed(stage.id()))
                .put("pipeline_id", pipeline.id())
                .put("color", "#99ccff")
                .put("type", stage.type())
                .put("account_id", AccountRoutes.ID);
        model.set("_links", Json.self(href + "/statuses/" + stage.id()));
        return model;
    }
}
