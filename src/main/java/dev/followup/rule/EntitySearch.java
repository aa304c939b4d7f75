package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskQuery;
import dev.followup.task.TaskQuery.Entities;
import dev.followup.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The search for leads, contacts, companies or customers of a rule that runs by the clock. It needs no filter of the
/// CRM: all of an account's entities are read, and checked here. `null` and an empty set are no criterion.
///
/// Leads are found only while they are open and no incoming ones, unless their stage is named.
///
/// @param type what is looked for
/// @param withoutTask without an open task of any of these types, of whatever type if there are none;
/// `null` for no criterion
/// @param idleFor unchanged for that long
/// @param createdBefore created at least that long ago
/// @param pipelines leads in any of these pipelines
/// @param stages leads in any of these stages
/// @param responsible whose responsible user is any of these
public record EntitySearch(
        EntityRef.Type type,
        @Nullable Set<TaskType> withoutTask,
        @Nullable Duration idleFor,
        @Nullable Duration createdBefore,
        Set<Long> pipelines,
        Set<Long> stages,
        Set<Long> responsible)
        implements Search {

    /// The stages of leads that are won and lost, in every pipeline.
    /// Source: CRM documentation, "Pipelines and stages"; read 2026-11-21.
    private static final Set<Long> CLOSED = Set.of(142L, 143L);

    private static final String CLOSEST_TASK = "closest_task_at";

    public EntitySearch {
        withoutTask = withoutTask == null ? null : Set.copyOf(withoutTask);
        pipelines = Set.copyOf(pipelines);
        stages = Set.copyOf(stages);
        responsible = Set.copyOf(responsible);
    }

    @Override
    public EventKind kind() {
        return switch (type) {
            case LEADS -> EventKind.LEAD_FOUND;
            case CONTACTS -> EventKind.CONTACT_FOUND;
            case COMPANIES -> EventKind.COMPANY_FOUND;
            case CUSTOMERS -> EventKind.CUSTOMER_FOUND;
        };
    }

    /// Whether it depends on which stages are those of incoming leads.
    public boolean asksForIncomingStages() {
        return type == EntityRef.Type.LEADS && stages.isEmpty();
    }

    /// Whether an entity meets all criteria but for those of its tasks. Of these it sees whether there may be no such
    /// task: what the CRM shows of the next task alone decides that there is one.
    ///
    /// @param entity its document
    /// @param slot the time at which the rule is due: what was created later is not found
    /// @param incoming the stages of incoming leads
    public boolean wants(Map<String, @Nullable Object> entity, Instant slot, Set<Long> incoming) {
        return isBefore(entity, "created_at", createdBefore == null ? slot : slot.minus(createdBefore))
                && (idleFor == null || isBefore(entity, "updated_at", slot.minus(idleFor)))
                && isAmong(responsible, entity.get("responsible_user_id"))
                && isAmong(pipelines, entity.get("pipeline_id"))
                && isInStage(entity, incoming)
                && !Boolean.TRUE.equals(entity.get("is_deleted"))
                && (withoutTask == null || !withoutTask.isEmpty() || isWithoutAnyTask(entity));
    }

    /// Whether an entity is surely found, as far as it shows itself: its tasks are not asked for.
    public boolean isSure(Map<String, @Nullable Object> entity) {
        return withoutTask == null || isWithoutAnyTask(entity);
    }

    /// Whether every entity shows by itself whether it is found.
    public boolean isAlwaysSure() {
        return withoutTask == null || withoutTask.isEmpty();
    }

    /// The open tasks of which a found entity has none; empty if it may have any.
    ///
    /// @param entities the entities' ids
    public Optional<TaskQuery> tasks(Set<Long> entities) {
        return Optional.ofNullable(withoutTask)
                .map(types ->
                        TaskQuery.ALL.withCompleted(false).withTypes(types).withEntities(new Entities(type, entities)));
    }

    /// Whether an entity is not found because of a task that was added to it.
    public boolean excludes(TaskAddition added) {
        return withoutTask != null
                && added.about().type() == type
                && (withoutTask.isEmpty() || withoutTask.contains(added.type()));
    }

    private boolean isInStage(Map<String, @Nullable Object> entity, Set<Long> incoming) {
        var stage = entity.get("status_id");
        if (type != EntityRef.Type.LEADS || !stages.isEmpty()) {
            return isAmong(stages, stage);
        }
        return !(stage instanceof Long id) || (!CLOSED.contains(id) && !incoming.contains(id));
    }

    private static boolean isWithoutAnyTask(Map<String, @Nullable Object> entity) {
        return !(entity.get(CLOSEST_TASK) instanceof Long at) || at == 0;
    }

    private static boolean isAmong(Set<Long> wanted, @Nullable Object found) {
        return wanted.isEmpty() || (found instanceof Long id && wanted.contains(id));
    }

    private static boolean isBefore(Map<String, @Nullable Object> entity, String field, Instant end) {
        return entity.get(field) instanceof Long time && time <= end.getEpochSecond();
    }
}
