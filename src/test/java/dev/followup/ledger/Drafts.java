package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.task.Draft;
import dev.followup.task.Limit;
import dev.followup.task.NewTask;
import dev.followup.task.Once;
import dev.followup.task.TaskOrder;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Drafts, orders and events for the ledgers' tests.
final class Drafts {

    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    private Drafts() {}

    static TaskOrder order(String event) {
        return order(event, 0);
    }

    static TaskOrder order(String event, int position) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, null, null, null);
        return new TaskOrder.Create(new TaskOrder.Origin(event, "call", position), task, null);
    }

    static Draft draft(String event) {
        return Draft.of(order(event));
    }

    /// One in turn of the users 101, 102 and 103.
    static Draft inTurn(String event) {
        return new Draft(order(event), List.of(101L, 102L, 103L), null, null);
    }

    /// One that answers the lead once.
    static Draft once(String event, Instant at, @Nullable Duration span) {
        return new Draft(order(event), List.of(), new Once(LEAD, at, span), null);
    }

    /// One of those of which the rule writes two in an hour for the lead.
    static Draft limited(String event, int position, Instant hour) {
        return new Draft(order(event, position), List.of(), null, new Limit("leads/501", hour, 2));
    }

    static CrmEvent event(String key) {
        return event(key, Map.of("lead", Map.of("id", 501L)));
    }

    static CrmEvent event(String key, Map<String, ? extends @Nullable Object> facts) {
        return new CrmEvent(EventKind.LEAD_ADDED, "demo", LEAD, NOON, new Facts(Map.copyOf(facts)), key);
    }

    static Decisions deferred(CrmEvent... events) {
        return new Decisions(List.of(), List.of(events), Set.of(), Map.of(), Set.of(), null);
    }

    static Decisions settled(String... events) {
        return new Decisions(List.of(), List.of(), Set.of(events), Map.of(), Set.of(), null);
    }

    static Decisions completed(long task, Instant at) {
        return new Decisions(List.of(), List.of(), Set.of(), Map.of(task, at), Set.of(), null);
    }

    static Decisions reopened(long task) {
        return new Decisions(List.of(), List.of(), Set.of(), Map.of(), Set.of(task), null);
    }

    static Decisions ticked(Instant until) {
        return new Decisions(List.of(), List.of(), Set.of(), Map.of(), Set.of(), until);
    }
}
