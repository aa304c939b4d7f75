package dev.followup.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.webhook.OutgoingWebhook;
import dev.followup.sandbox.webhook.TaskWebhooks;
import dev.followup.simulation.CrmHistory.Added;
import dev.followup.simulation.CrmHistory.Kind;
import dev.followup.simulation.CrmHistory.Occurrence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The CRM of a world: leads, contacts, tasks and the events list. It reports what happens by webhooks.
final class CrmModel {

    static final long TOKEN_USER = 101;

    /// The leads' ids begin here, those of their contacts at the double.
    static final long LEADS = 500;

    private final World world;
    private final Duration skew;
    private final long longestInvisible;
    private final CrmHistory history = new CrmHistory();
    private final Map<Long, ObjectNode> leads = new TreeMap<>();
    private final Map<Long, ObjectNode> tasks = new TreeMap<>();
    private final Map<Long, Long> visibleFrom = new HashMap<>();
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

    /// The time by the CRM's clock, in Unix seconds.
    long seconds() {
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

    void switchUser(long user, boolean active) {
        if (active) {
            inactive.remove(user);
        } else {
            inactive.add(user);
        }
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
                    task.path("complete_till").asLong(),
                    task.path("responsible_user_id").asLong()));
            world.trace("the CRM adds task " + id + " \"" + task.path("text").asText() + "\" for user "
                    + task.path("responsible_user_id").asLong());
            webhooks.forEach(world.webhook()::report);
        } else {
            happened(Kind.TASK_ADDED, task, task, 0, webhooks, "add_task");
        }
    }

    void edit(ObjectNode task, long author, Consumer<ObjectNode> change) {
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
            webhooks.forEach(world.webhook()::report);
        }
    }

    /// Edits a task for Followup, and returns the receipt.
    ObjectNode edited(ObjectNode task, JsonNode change) {
        edit(task, TOKEN_USER, edited -> {
            edited.setAll((ObjectNode) change.deepCopy());
            edited.remove("request_id");
        });
        var id = task.path("id").asLong();
        history.editedByUs(id, task.path("updated_at").asLong());
        if (change.has("duration")) {
            history.lengthened(id, change.path("duration").asInt());
        }
        return Json.object()
                .put("id", id)
                .put("updated_at", task.path("updated_at").asLong());
    }

    void hide(long id) {
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
        }
        return isVisible;
    }

    private static int number(ObjectNode task) {
        return (int) (task.path("entity_id").asLong() - LEADS);
    }

    void happened(
            Kind kind,
            ObjectNode entity,
            @Nullable ObjectNode task,
            int before,
            List<OutgoingWebhook> webhooks,
            String setting) {
        boolean isLost = world.webhook().loses();
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
                    .forEach(world.webhook()::report);
        }
    }

    void record(
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
