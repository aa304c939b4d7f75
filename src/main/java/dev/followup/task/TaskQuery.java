package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which tasks to look for, and in which order. Every condition must hold; an empty set or `null` asks nothing.
///
/// @param ids any of these
/// @param responsible whose user is any of these
/// @param completed `true` for done tasks, `false` for open ones
/// @param types of any of these types
/// @param entityType hanging on this kind of entity
/// @param entities hanging on any of these entities of that kind; only together with `entityType`
/// @param updated changed last in this span
/// @param sort the order of what is found
public record TaskQuery(
        Set<Long> ids,
        Set<Long> responsible,
        @Nullable Boolean completed,
        Set<TaskType> types,
        EntityRef.@Nullable Type entityType,
        Set<Long> entities,
        @Nullable Updated updated,
        Sort sort) {

    /// Every task of the account, the oldest first.
    public static final TaskQuery ALL =
            new TaskQuery(Set.of(), Set.of(), null, Set.of(), null, Set.of(), null, new Sort(Sort.Key.ID, false));

    public TaskQuery {
        ids = Set.copyOf(ids);
        responsible = Set.copyOf(responsible);
        types = Set.copyOf(types);
        entities = Set.copyOf(entities);
        if (entityType == null && !entities.isEmpty()) {
            throw new IllegalArgumentException("entities are " + entities + " of no type, expected a type with them");
        }
    }

    /// The same, of these ids only.
    public TaskQuery withIds(Set<Long> ids) {
        return new TaskQuery(ids, responsible, completed, types, entityType, entities, updated, sort);
    }

    /// The same, of these users only.
    public TaskQuery withResponsible(Set<Long> users) {
        return new TaskQuery(ids, users, completed, types, entityType, entities, updated, sort);
    }

    /// The same, only done tasks or only open ones.
    public TaskQuery withCompleted(boolean done) {
        return new TaskQuery(ids, responsible, done, types, entityType, entities, updated, sort);
    }

    /// The same, of these types only.
    public TaskQuery withTypes(Set<TaskType> types) {
        return new TaskQuery(ids, responsible, completed, types, entityType, entities, updated, sort);
    }

    /// The same, only what hangs on these entities of one kind; on any of that kind if none is named.
    public TaskQuery withEntities(EntityRef.Type type, Set<Long> entities) {
        return new TaskQuery(ids, responsible, completed, types, type, entities, updated, sort);
    }

    /// The same, only what was changed last in this span.
    public TaskQuery withUpdated(Updated span) {
        return new TaskQuery(ids, responsible, completed, types, entityType, entities, span, sort);
    }

    /// The same in another order.
    public TaskQuery withSort(Sort sort) {
        return new TaskQuery(ids, responsible, completed, types, entityType, entities, updated, sort);
    }

    /// Whether a task is what this query asks for.
    public boolean matches(Task task) {
        return isAmong(ids, task.id())
                && isAmong(responsible, task.responsible())
                && (completed == null || completed == task.completed())
                && isAmong(types, task.type())
                && isAbout(task.about())
                && (updated == null || updated.holds(task.updatedAt()));
    }

    private boolean isAbout(@Nullable EntityRef about) {
        return entityType == null || (about != null && about.type() == entityType && isAmong(entities, about.id()));
    }

    private static <T> boolean isAmong(Set<T> wanted, T found) {
        return wanted.isEmpty() || wanted.contains(found);
    }

    /// When a task was changed last, in whole seconds.
    public sealed interface Updated {

        /// Whether a time lies in it. Both ends do: a second is too coarse to tell "after" from "at".
        boolean holds(Instant time);

        /// At some time after this.
        record After(Instant time) implements Updated {
            @Override
            public boolean holds(Instant other) {
                return !other.isBefore(time);
            }
        }

        /// From one time to another.
        record Between(Instant from, Instant to) implements Updated {
            public Between {
                if (to.isBefore(from)) {
                    throw new IllegalArgumentException("span ends at " + to + ", before it begins at " + from);
                }
            }

            @Override
            public boolean holds(Instant other) {
                return !other.isBefore(from) && !other.isAfter(to);
            }
        }
    }

    /// An order of tasks.
    ///
    /// @param key what they are compared by
    /// @param descending whether the greatest comes first
    public record Sort(Key key, boolean descending) {

        /// What tasks can be sorted by.
        public enum Key {
            CREATED,
            DUE,
            ID
        }

        /// The order itself; equal ones stand by their ids.
        public Comparator<Task> comparator() {
            Comparator<Task> upwards = switch (key) {
                case CREATED -> Comparator.comparing(Task::createdAt).thenComparing(Task::id);
                case DUE -> Comparator.comparing(Task::due).thenComparing(Task::id);
                case ID -> Comparator.comparing(Task::id);
            };
            return descending ? upwards.reversed() : upwards;
        }
    }
}
