package dev.followup.task;

import dev.followup.event.EntityRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A query for tasks, and their order. Every condition must hold; an empty set or `null` is no condition.
///
/// @param ids any of these
/// @param responsible whose responsible user is any of these
/// @param completed `true` for completed tasks, `false` for open ones
/// @param types of any of these types
/// @param entities linked to any of these
/// @param updated last changed in this span
/// @param sort the order of the result
public record TaskQuery(
        Set<Long> ids,
        Set<Long> responsible,
        @Nullable Boolean completed,
        Set<TaskType> types,
        @Nullable Entities entities,
        @Nullable Updated updated,
        Sort sort) {

    /// Every task of the account, the oldest first.
    public static final TaskQuery ALL =
            new TaskQuery(Set.of(), Set.of(), null, Set.of(), null, null, new Sort(Sort.Key.ID, false));

    public TaskQuery {
        ids = Set.copyOf(ids);
        responsible = Set.copyOf(responsible);
        types = Set.copyOf(types);
    }

    /// The same query, restricted to these ids.
    public TaskQuery withIds(Set<Long> ids) {
        return new TaskQuery(ids, responsible, completed, types, entities, updated, sort);
    }

    /// The same query, restricted to these responsible users.
    public TaskQuery withResponsible(Set<Long> users) {
        return new TaskQuery(ids, users, completed, types, entities, updated, sort);
    }

    /// The same query, restricted to completed or to open tasks.
    public TaskQuery withCompleted(boolean done) {
        return new TaskQuery(ids, responsible, done, types, entities, updated, sort);
    }

    /// The same query, restricted to these types.
    public TaskQuery withTypes(Set<TaskType> types) {
        return new TaskQuery(ids, responsible, completed, types, entities, updated, sort);
    }

    /// The same query, restricted to tasks that are linked to these entities.
    public TaskQuery withEntities(Entities entities) {
        return new TaskQuery(ids, responsible, completed, types, entities, updated, sort);
    }

    /// The same query, restricted to tasks that were last changed in this span.
    public TaskQuery withUpdated(Updated span) {
        return new TaskQuery(ids, responsible, completed, types, entities, span, sort);
    }

    /// The same query in another order.
    public TaskQuery withSort(Sort sort) {
        return new TaskQuery(ids, responsible, completed, types, entities, updated, sort);
    }

    /// Whether a task matches this query.
    public boolean matches(Task task) {
        return isAmong(ids, task.id())
                && isAmong(responsible, task.responsible())
                && (completed == null || completed == task.completed())
                && isAmong(types, task.type())
                && (entities == null || entities.contain(task.about()))
                && (updated == null || updated.contains(task.updatedAt()));
    }

    private static <T> boolean isAmong(Set<T> wanted, T found) {
        return wanted.isEmpty() || wanted.contains(found);
    }

    /// Entities of one type. The CRM's ids are unique only within a type.
    ///
    /// @param type the type
    /// @param ids any of these; any entity of the type if empty
    public record Entities(EntityRef.Type type, Set<Long> ids) {

        public Entities {
            ids = Set.copyOf(ids);
        }

        /// One entity.
        public static Entities only(EntityRef entity) {
            return new Entities(entity.type(), Set.of(entity.id()));
        }

        private boolean contain(@Nullable EntityRef about) {
            return about != null && about.type() == type && isAmong(ids, about.id());
        }
    }

    /// The time span in which a task was last changed, in whole seconds.
    public sealed interface Updated {

        /// Whether a time is in the span. Both ends are: whole seconds are too coarse to distinguish "after"
        /// from "at".
        boolean contains(Instant time);

        /// Every time after this one.
        record After(Instant time) implements Updated {
            @Override
            public boolean contains(Instant other) {
                return !other.isBefore(time);
            }
        }

        /// The time from one moment to another.
        record Between(Instant from, Instant to) implements Updated {
            public Between {
                if (to.isBefore(from)) {
                    throw new IllegalArgumentException("span ends at " + to + ", before it begins at " + from);
                }
            }

            @Override
            public boolean contains(Instant other) {
                return !other.isBefore(from) && !other.isAfter(to);
            }
        }
    }

    /// A sort order of tasks.
    ///
    /// @param key what tasks are compared by
    /// @param descending whether the greatest is first
    public record Sort(Key key, boolean descending) {

        /// What tasks can be sorted by.
        public enum Key {
            CREATED,
            DUE,
            ID
        }

        /// The comparator of this order. Equal tasks are sorted by their ids.
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
