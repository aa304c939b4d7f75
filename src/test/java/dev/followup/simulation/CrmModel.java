package dev.followup.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.webhook.LeadWebhooks;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.sandbox.webhook.TaskWebhooks;
import dev.followup.simulation.CrmHistory.Added;
import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.CrmHistory.Occurrence;
import dev.followup.simulation.PlanElement.Touch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The CRM of a world: leads, contacts, tasks and the events list. It reports what happens by
/// webhooks, and persons work in it.
final class CrmModel {

    static final long TOKEN_USER = 101;

    /// The leads' ids begin here, those of their contacts at the double.
    private static final long LEADS = 500;

    /// Nobody does anything to a task within the second in which it was added.
    private static final int SECONDS_TO_READ = 1;

    private final World world;
    private final Duration skew;
    private final long longestInvisible;
    private final CrmHistory history = new CrmHistory();
    private final Map<Long, ObjectNode> leads = new TreeMap<>();
    private final Map<Long, ObjectNode> tasks = new TreeMap<>();
    private final Map<Long, Long> visibleFrom = new HashMap<>();
    private final Set<Long> leftOut = new HashSet<>();
    private final List<ObjectNode> events = new ArrayList<>();
    private final Set<Long> inactive = new HashSet<>(Set.of(104L));

    private long lastTask = 9000;

    CrmModel(World world) {
        this.world = world;
        this.skew = world.plan()
                .first(PlanElement.ClocksApart.class)
                .map(PlanElement.ClocksApart::crm)
                .orElse(Duration.ZERO);
        this.longestInvisible = world.plan()
                .first(PlanElement.LateVisibility.class)
                .map(late -> late.longest().toMillis())
                .orElse(0L);
    }

    CrmHistory history() {
        return history;
    }

    /// Whether a task of ours is deleted, or so changed that it cannot be known again.
    boolean isUnrecognisable(Added added) {
        var task = tasks.get(added.task());
        return task == null
                || (!task.path("text").asText().equals(added.text())
                        && task.path("complete_till").asLong() != added.due());
    }

    /// The task with this id; `null` if it was deleted.
    @Nullable
    ObjectNode task(long id) {
        return tasks.get(id);
    }

    private long seconds() {
        return World.BEGIN.plusNanos(world.time().nanos()).plus(skew).getEpochSecond();
    }

    Map<Long, ObjectNode> leads() {
        return leads;
    }

    Map<Long, ObjectNode> tasks() {
        return tasks;
    }

    List<ObjectNode> events() {
        return events;
    }

    boolean isActive(long user) {
        return !inactive.contains(user);
    }

    /// The contacts of the leads.
    Map<Long, ObjectNode> contacts() {
        var contacts = new TreeMap<Long, ObjectNode>();
        leads.values().forEach(lead -> {
            var id = lead.at("/_embedded/contacts/0/id").asLong();
            if (id > 0) {
                contacts.put(id, Json.object().put("id", id).put("name", "C" + (id - 2 * LEADS)));
            }
        });
        return contacts;
    }

    void addLead(PlanElement.LeadAdded added) {
        var lead = Json.object()
                .put("id", LEADS + added.lead())
                .put("name", "L" + added.lead())
                .put("price", added.price())
                .put("pipeline_id", 9)
                .put("status_id", 101)
                .put("responsible_user_id", added.owner())
                .put("created_by", 102)
                .put("updated_by", 102)
                .put("created_at", seconds())
                .put("updated_at", seconds())
                .put("account_id", 1);
        if (added.contact()) {
            lead.putObject("_embedded")
                    .putArray("contacts")
                    .addObject()
                    .put("id", 2 * LEADS + added.lead())
                    .put("is_main", true);
        }
        leads.put(lead.path("id").asLong(), lead);
        hide(lead.path("id").asLong());
        record("lead_added", "lead", lead, 102, null, null);
        happened(Kind.LEAD_ADDED, lead, null, 0, LeadWebhooks.of(null, lead), "add_lead");
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
        var lead = leads.get(LEADS + number);
        if (lead == null || lead.path(field).asLong() == value) {
            return;
        }
        var before = lead.deepCopy();
        lead.put(field, value).put("updated_at", seconds()).put("updated_by", 102);
        record(type, "lead", lead, 102, changed(field, before), changed(field, lead));
        happened(kind, lead, null, before.path("status_id").asInt(), LeadWebhooks.of(before, lead), setting);
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

    void addTaskOfPerson(int number, String text) {
        if (leads.containsKey(LEADS + number)) {
            var task = newTask(102)
                    .put("text", text)
                    .put("entity_id", LEADS + number)
                    .put("entity_type", "leads");
            task.put("complete_till", seconds() + 3600);
            add(task);
        }
    }

    /// Does something to a task of the lead: the newest of ours, else the newest of all.
    void touch(int number, Touch touch) {
        var open = tasks.values().stream()
                .filter(task -> task.path("entity_id").asLong() == LEADS + number)
                .filter(task -> !task.path("is_completed").asBoolean())
                .filter(task -> task.path("created_at").asLong() + SECONDS_TO_READ < seconds())
                .max(Comparator.comparing(
                                (ObjectNode task) -> task.path("created_by").asLong() == TOKEN_USER)
                        .thenComparing(task -> task.path("id").asLong()));
        if (open.isEmpty()) {
            return;
        }
        var task = open.get();
        var text = task.path("text").asText();
        world.reached("person: " + touch);
        switch (touch) {
            case COMPLETE -> edit(task, 102, edited -> edited.put("is_completed", true));
            case EDIT_TEXT -> edit(task, 102, edited -> edited.put("text", text + "!"));
            case MOVE_DEADLINE -> edit(task, 102, edited -> edited.put("complete_till", seconds() + 86_400));
            case CHANGE_BEYOND_RECOGNITION ->
                edit(task, 102, edited -> edited.put("text", text + "!").put("complete_till", seconds() + 7_200));
            case DELETE -> {
                tasks.remove(task.path("id").asLong());
                history.ended.putIfAbsent(task.path("id").asLong(), world.time().nanos());
            }
            case COPY -> {
                var copy = task.deepCopy();
                copy.setAll(newTask(102));
                add(copy.put("text", text)
                        .put("entity_id", task.path("entity_id").asLong())
                        .put("entity_type", "leads")
                        .put("complete_till", task.path("complete_till").asLong())
                        .put("task_type_id", task.path("task_type_id").asLong()));
            }
        }
    }

    void switchUser(long user, boolean active) {
        if (active) {
            inactive.remove(user);
        } else {
            inactive.add(user);
        }
    }

    ObjectNode newTask(long author) {
        lastTask++;
        return Json.object()
                .put("id", lastTask)
                .put("created_by", author)
                .put("updated_by", author)
                .put("created_at", seconds())
                .put("updated_at", seconds())
                .put("responsible_user_id", author)
                .put("duration", 0)
                .put("is_completed", false)
                .put("task_type_id", 1)
                .put("text", "")
                .put("account_id", 1);
    }

    void add(ObjectNode task) {
        var id = task.path("id").asLong();
        tasks.put(id, task);
        hide(id);
        var author = task.path("created_by").asLong();
        record("task_added", "task", task, author, null, null);
        var webhooks = List.of(TaskWebhooks.of(null, task));
        if (author == TOKEN_USER) {
            history.added.add(new Added(
                    id,
                    world.time().nanos(),
                    number(task),
                    task.path("text").asText(),
                    task.path("complete_till").asLong()));
            world.trace("the CRM adds task " + id + " \"" + task.path("text").asText() + "\"");
            webhooks.forEach(world::report);
        } else {
            happened(Kind.TASK_ADDED, task, task, 0, webhooks, "add_task");
        }
    }

    private void edit(ObjectNode task, long author, Consumer<ObjectNode> change) {
        var before = task.deepCopy();
        change.accept(task);
        task.put("updated_at", seconds()).put("updated_by", author);
        var webhooks = List.of(TaskWebhooks.of(before, task));
        boolean completes = task.path("is_completed").asBoolean()
                && !before.path("is_completed").asBoolean();
        if (completes) {
            history.ended.putIfAbsent(task.path("id").asLong(), world.time().nanos());
            record("task_completed", "task", task, author, null, null);
        }
        if (completes && author != TOKEN_USER) {
            happened(Kind.TASK_COMPLETED, task, task, 0, webhooks, "update_task");
        } else {
            webhooks.forEach(world::report);
        }
    }

    /// Edits a task for Followup, and returns the receipt.
    ObjectNode edited(ObjectNode task, JsonNode change) {
        edit(task, TOKEN_USER, edited -> {
            edited.setAll((ObjectNode) change.deepCopy());
            edited.remove("request_id");
        });
        history.editedByUs(task.path("id").asLong(), task.path("updated_at").asLong());
        return Json.object()
                .put("id", task.path("id").asLong())
                .put("updated_at", task.path("updated_at").asLong());
    }

    private void hide(long id) {
        if (longestInvisible > 0) {
            visibleFrom.put(
                    id, world.time().nanos() + world.random("visibility").nextLong(longestInvisible) * 1_000_000);
        }
    }

    /// Whether lists show it already.
    boolean isVisible(ObjectNode entity) {
        boolean isVisible = visibleFrom.getOrDefault(entity.path("id").asLong(), 0L)
                <= world.time().nanos();
        if (!isVisible) {
            world.reached("visible late");
            leftOut.add(entity.path("id").asLong());
        }
        return isVisible;
    }

    /// Whether a list that should have had it was read before it was visible.
    boolean wasLeftOut(long id) {
        return leftOut.contains(id);
    }

    private static int number(ObjectNode task) {
        return (int) (task.path("entity_id").asLong() - LEADS);
    }

    private void happened(
            Kind kind,
            ObjectNode entity,
            @Nullable ObjectNode task,
            int before,
            List<OutgoingWebhook> webhooks,
            String setting) {
        boolean isLost = world.isTroubled(WorldPlan.LOST_WEBHOOK);
        var number = (int) ((task == null ? entity.path("id") : entity.path("entity_id")).asLong() - LEADS);
        history.occurrences.add(new Occurrence(
                kind,
                world.time().nanos(),
                number,
                task == null ? 0 : task.path("id").asLong(),
                task == null ? "" : task.path("text").asText(),
                entity.path("price").asInt(),
                entity.has("_embedded"),
                entity.path("status_id").asInt(),
                before,
                seconds(),
                isLost));
        world.trace("a person: " + kind + " L" + number
                + (task == null ? "" : " \"" + task.path("text").asText() + "\"")
                + (isLost ? ", and the webhook is lost" : ""));
        if (!isLost) {
            webhooks.stream()
                    .filter(webhook -> webhook.settings().contains(setting))
                    .forEach(world::report);
        }
    }

    private void record(
            String type,
            String entity,
            ObjectNode of,
            long author,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {
        var event = Json.object()
                .put("type", type)
                .put("entity_id", of.path("id").asLong())
                .put("entity_type", entity)
                .put("created_by", author)
                .put("created_at", seconds());
        if (before != null && after != null) {
            event.set("value_before", before);
            event.set("value_after", after);
        }
        events.add(event);
    }
}
