package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.OnceGuard;
import dev.followup.task.RuleLimit;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Drafts, commands and events for the tests of the ledgers.
public final class LedgerSamples {

    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    private LedgerSamples() {}

    /// The commands of an account that has none.
    static CommandRegister noCommands() {
        return new CommandRegister(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    public static TaskCommand command(String event) {
        return command(event, 0);
    }

    public static TaskCommand command(String event, int position) {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call", NOON, null, null, null, null);
        return new TaskCommand.Create(new TaskCommand.Origin(event, "call", position), task, null);
    }

    public static DraftCommand draft(String event) {
        return DraftCommand.of(command(event));
    }

    /// A draft for the users 101, 102 and 103 in rotation.
    public static DraftCommand rotating(String event) {
        return new DraftCommand(command(event), List.of(101L, 102L, 103L), null, null);
    }

    /// A draft of a rule that fires once for the lead.
    public static DraftCommand once(String event, Instant at, @Nullable Duration span) {
        return new DraftCommand(command(event), List.of(), new OnceGuard(LEAD, at, span), null);
    }

    /// A draft of a rule that answers two events of the lead in an hour.
    public static DraftCommand limited(String event, int position, Instant hour) {
        return new DraftCommand(command(event, position), List.of(), null, new RuleLimit("leads/501", hour, 2));
    }

    public static CrmEvent event(String key) {
        return event(key, Map.of("lead", Map.of("id", 501L)));
    }

    public static CrmEvent event(String key, Map<String, ? extends @Nullable Object> facts) {
        return new CrmEvent(EventKind.LEAD_ADDED, "demo", LEAD, NOON, new Facts(Map.copyOf(facts)), key);
    }

    public static PlannedWork deferred(CrmEvent... events) {
        return new PlannedWork(
                List.of(), Stream.of(events).map(LedgerSamples::waiting).toList(), Set.of(), Map.of(), Set.of(), null);
    }

    /// A deferred event whose message the inbox stored at noon.
    public static DeferredEvent waiting(CrmEvent event) {
        return new DeferredEvent(event, NOON);
    }

    /// Work that only leaves the record of an event.
    public static PlannedWork heard(CrmEvent event) {
        return PlannedWork.of(List.of()).heard(List.of(HeardEvent.of(event, NOON)));
    }

    static PlannedWork settled(String... events) {
        return new PlannedWork(List.of(), List.of(), Set.of(events), Map.of(), Set.of(), null);
    }

    public static PlannedWork completed(long task, Instant at) {
        return new PlannedWork(List.of(), List.of(), Set.of(), Map.of(task, at), Set.of(), null);
    }

    static PlannedWork reopened(long task) {
        return new PlannedWork(List.of(), List.of(), Set.of(), Map.of(), Set.of(task), null);
    }

    public static PlannedWork scheduledUntil(Instant until) {
        return new PlannedWork(List.of(), List.of(), Set.of(), Map.of(), Set.of(), until);
    }
}
