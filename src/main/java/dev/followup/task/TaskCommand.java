package dev.followup.task;

import dev.followup.event.EntityRef;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One action of one rule for one event, decided and not to be decided again: its date, text and person are fixed.
public sealed interface TaskCommand {

    /// Where it comes from, and what makes it one of a kind.
    Origin origin();

    /// The order's key: the same for the same action of the same rule for the same event.
    default String key() {
        return origin().key();
    }

    /// The same for a user who is to be responsible. Completing a task is nobody's in particular.
    default TaskCommand assigned(long user) {
        return switch (this) {
            case Create create -> new Create(create.origin, create.task.assigned(user), create.unless);
            case Complete complete -> complete;
            case Change change -> new Change(change.origin, change.which, change.change.assigned(user));
        };
    }

    /// The shares in the tasks that it was found to be for: an order for each, which is sent in its place.
    default List<TaskCommand> perTask(List<Task> tasks) {
        return tasks.stream().map(this::share).toList();
    }

    private TaskCommand share(Task task) {
        var which = new TaskSelection.One(task.id(), task.about());
        return switch (this) {
            case Create create -> create;
            case Complete complete -> new Complete(complete.origin.share(task.id()), which, complete.result);
            case Change change -> new Change(change.origin.share(task.id()), which, change.change);
        };
    }

    /// The open tasks of which must be known when it is sent: whether there are any, or which; empty if nothing must.
    default Optional<OpenTaskFilter> requiredOpenTasks() {
        return switch (this) {
            case Create create -> Optional.ofNullable(create.unless);
            case Complete complete -> asked(complete.which);
            case Change change -> asked(change.which);
        };
    }

    private static Optional<OpenTaskFilter> asked(TaskSelection which) {
        return which instanceof TaskSelection.Open open ? Optional.of(open.tasks()) : Optional.empty();
    }

    /// What it concerns: its event, its task, what that hangs on. Orders that have one of these in common are carried
    /// out in the order in which they were decided.
    default Set<String> conflictKeys() {
        var conflictKeys = new HashSet<String>();
        conflictKeys.add("event " + origin().event());
        switch (this) {
            case Create create -> addTo(conflictKeys, create.task.about());
            case Complete complete -> addTo(conflictKeys, complete.which);
            case Change change -> {
                addTo(conflictKeys, change.which);
                addTo(conflictKeys, change.change.about());
            }
        }
        return conflictKeys;
    }

    private static void addTo(Set<String> conflictKeys, TaskSelection which) {
        switch (which) {
            case TaskSelection.One one -> {
                conflictKeys.add("task " + one.task());
                addTo(conflictKeys, one.about());
            }
            case TaskSelection.Open open -> addTo(conflictKeys, open.tasks().entity());
        }
    }

    private static void addTo(Set<String> conflictKeys, @Nullable EntityRef entity) {
        if (entity != null) {
            conflictKeys.add("entity " + entity);
        }
    }

    /// Add a task.
    ///
    /// @param unless not if there is such a task when it is sent; `null` for in any case
    record Create(Origin origin, NewTask task, @Nullable OpenTaskFilter unless) implements TaskCommand {}

    /// Complete tasks.
    ///
    /// @param result the text of their result
    record Complete(Origin origin, TaskSelection which, String result) implements TaskCommand {}

    /// Change tasks.
    record Change(Origin origin, TaskSelection which, TaskChange change) implements TaskCommand {}

    /// Where an order comes from.
    ///
    /// @param event the key of the event
    /// @param rule the name of the rule
    /// @param position which of the rule's actions, from 0
    /// @param share the task that it is the share in; `null` for a whole order
    record Origin(
            String event,
            String rule,
            int position,
            @Nullable Long share) {

        public Origin(String event, String rule, int position) {
            this(event, rule, position, null);
        }

        /// The origin of a whole order that has this key.
        public static Origin of(String key) {
            int position = key.lastIndexOf('|');
            int rule = key.lastIndexOf('|', position - 1);
            return new Origin(
                    key.substring(0, rule),
                    key.substring(rule + 1, position),
                    Integer.parseInt(key.substring(position + 1)));
        }

        /// Equal for equal origins, different for different ones.
        public String key() {
            return event + "|" + rule + "|" + position + (share == null ? "" : "|" + share);
        }

        Origin share(long task) {
            return new Origin(event, rule, position, task);
        }
    }
}
