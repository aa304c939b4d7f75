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
/// @param entities hanging on any of these
/// @param updated changed last in this span
/// @param sort the order of what is found
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

    /// The same, of these ids only.
    public TaskQuery withIds(Set<Long> ids) {
        return new TaskQuery(ids, responsible, completed, types, entities, updated, sort);
    }

    /// The same, of these users only.
    public TaskQuery withResponsible(Set<Long> users) {
        return new TaskQuery(ids, users, completed, types, entities, updated, sort);
    }

    /// The same, only done tasks or only open ones.
    public TaskQuery withCompleted(boolean done) {
        return new TaskQuery(ids, responsible, done, types, entities, updated, sort);
    }

    /// The same, of these types only.
    public TaskQuery withTypes(Set<TaskType> types) {
        return new TaskQuery(ids, responsible, completed, types, entities, updated, sort);
    }

    /// The same, only what hangs on these entities.
    public TaskQuery withEntities(Entities entities) {
        return new TaskQuery(ids, responsible, completed, types, entities, updated, sort);
    }

    /// The same, only what was changed last in this span.
    public TaskQuery withUpdated(Updated span) {
        return new TaskQuery(ids, responsible, completed, types, entities, span, sort);
    }

    /// The same in another order.
    public TaskQuery withSort(Sort sort) {
        return new TaskQuery(ids, responsible, completed, types, entities, updated, sort);
    }

    /// Whether a task is what this query asks for.
    public boolean matches(Task task) {
        return isAmong(ids, task.id())
                && isAmong(responsible, task.responsible())
                && (completed == null || completed == task.completed())
                && isAmong(types, task.type())
                && (entities == null || entities.hold(task.about()))
                && (updated == null || updated.holds(task.updatedAt()));
    }

    private static <T> boolean isAmong(Set<T> wanted, T found) {
        return wanted.isEmpty() || wanted.contains(found);
    }

    /// Entities of one kind: the CRM knows no ids without it.
    ///
    /// @param type the kind
    /// @param ids any of these; any of that kind if empty
    public record Entities(EntityRef.Type type, Set<Long> ids) {

        public Entities {
            ids = Set.copyOf(ids);
        }

        /// This entity alone.
        public static Entities only(EntityRef entity) {
            return new Entities(entity.type(), Set.of(entity.id()));
        }

        private boolean hold(@Nullable EntityRef about) {
            return about != null && about.type() == type && isAmong(ids, about.id());
        }
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
