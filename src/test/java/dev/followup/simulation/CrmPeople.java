package dev.followup.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.webhook.LeadWebhooks;
import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.PlanElement.Touch;
import java.util.Comparator;
import java.util.List;

/// The people who work in the CRM of a world: they add and change leads and tasks.
final class CrmPeople {

    /// Nobody does anything to a task within the second in which it was added.
    private static final int SECONDS_TO_READ = 1;

    private final World world;
    private final CrmModel crm;

    CrmPeople(World world, CrmModel crm) {
        this.world = world;
        this.crm = crm;
    }

    void addLead(PlanElement.LeadAdded added) {
        var lead = Json.object()
                .put("id", CrmModel.LEADS + added.lead())
                .put("name", "L" + added.lead())
                .put("price", added.price())
                .put("pipeline_id", 9)
                .put("status_id", 101)
                .put("responsible_user_id", added.owner())
                .put("created_by", 102)
                .put("updated_by", 102)
                .put("created_at", crm.seconds())
                .put("updated_at", crm.seconds())
                .put("account_id", 1);
        if (added.contact()) {
            lead.putObject("_embedded")
                    .putArray("contacts")
                    .addObject()
                    .put("id", 2 * CrmModel.LEADS + added.lead())
                    .put("is_main", true);
        }
        crm.leads().put(lead.path("id").asLong(), lead);
        crm.hide(lead.path("id").asLong());
        crm.record("lead_added", "lead", lead, 102, null, null);
        crm.happened(Kind.LEAD_ADDED, lead, null, 0, LeadWebhooks.of(null, lead), "add_lead");
    }

    void move(int number, int stage) {
        changeLead(number, "status_id", stage, "lead_status_changed", Kind.LEAD_MOVED, "status_lead");
    }

    void handOver(int number, long owner) {
        changeLead(
                number,
                "responsible_user_id",
                owner,
                "entity_responsible_changed",
                Kind.LEAD_HANDED_OVER,
                "responsible_lead");
    }

    private void changeLead(int number, String field, long value, String type, Kind kind, String setting) {
        var lead = crm.leads().get(CrmModel.LEADS + number);
        if (lead == null || lead.path(field).asLong() == value) {
            return;
        }
        var before = lead.deepCopy();
        lead.put(field, value).put("updated_at", crm.seconds()).put("updated_by", 102);
        crm.record(type, "lead", lead, 102, changed(field, before), changed(field, lead));
        crm.happened(kind, lead, null, before.path("status_id").asInt(), LeadWebhooks.of(before, lead), setting);
    }

    private static JsonNode changed(String field, ObjectNode lead) {
        var value = field.equals("status_id")
                ? Json.object()
                        .<ObjectNode>set(
                                "lead_status",
                                Json.object()
                                        .put("id", lead.path(field).asLong())
                                        .put("pipeline_id", 9))
                : Json.object()
                        .<ObjectNode>set(
                                "responsible_user",
                                Json.object().put("id", lead.path(field).asLong()));
        return Json.list(List.of(value));
    }

    void addTask(int number, String text) {
        if (crm.leads().containsKey(CrmModel.LEADS + number)) {
            var task = crm.newTask(102)
                    .put("text", text)
                    .put("entity_id", CrmModel.LEADS + number)
                    .put("entity_type", "leads");
            task.put("complete_till", crm.seconds() + 3600);
            crm.add(task);
        }
    }

    /// Does something to a task of the lead: the newest of ours, else the newest of all.
    void touch(int number, Touch touch) {
        var open = crm.tasks().values().stream()
                .filter(task -> task.path("entity_id").asLong() == CrmModel.LEADS + number)
                .filter(task -> !task.path("is_completed").asBoolean())
                .filter(task -> task.path("created_at").asLong() + SECONDS_TO_READ < crm.seconds())
                .max(Comparator.comparing(
                                (ObjectNode task) -> task.path("created_by").asLong() == CrmModel.TOKEN_USER)
                        .thenComparing(task -> task.path("id").asLong()));
        if (open.isEmpty()) {
            return;
        }
        var task = open.get();
        var text = task.path("text").asText();
        world.reached("person: " + touch);
        switch (touch) {
            case COMPLETE -> crm.edit(task, 102, edited -> edited.put("is_completed", true));
            case EDIT_TEXT -> crm.edit(task, 102, edited -> edited.put("text", text + "!"));
            case MOVE_DEADLINE -> crm.edit(task, 102, edited -> edited.put("complete_till", crm.seconds() + 86_400));
            case CHANGE_BEYOND_RECOGNITION ->
                crm.edit(
                        task,
                        102,
                        edited -> edited.put("text", text + "!").put("complete_till", crm.seconds() + 7_200));
            case DELETE -> {
                crm.tasks().remove(task.path("id").asLong());
                crm.history()
                        .ended
                        .putIfAbsent(task.path("id").asLong(), world.time().nanos());
            }
            case COPY -> {
                var copy = task.deepCopy();
                copy.setAll(crm.newTask(102));
                crm.add(copy.put("text", text)
                        .put("entity_id", task.path("entity_id").asLong())
                        .put("entity_type", "leads")
                        .put("complete_till", task.path("complete_till").asLong())
                        .put("task_type_id", task.path("task_type_id").asLong()));
            }
        }
    }
}
