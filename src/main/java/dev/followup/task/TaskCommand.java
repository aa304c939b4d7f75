package dev.followup.task;

import dev.followup.event.EntityRef;
import dev.followup.event.EventSubject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A command to create, complete or change a task: what one action of one rule does for one event. Its text,
/// date and responsible user are fixed.
public sealed interface TaskCommand {

    /// The event, rule and action that the command comes from. No two commands have the same origin.
    Origin origin();

    /// The command's key: the same for the same action of the same rule for the same event.
    default String key() {
        return origin().key();
    }

    /// The same command for the first of these users. The others are its substitutes. Completing a task needs none.
    ///
    /// @param users at least one
    default TaskCommand assigned(List<Long> users) {
        var substitutes = users.subList(1, users.size());
        return switch (this) {
            case Create create ->
                new Create(
                        create.origin,
                        create.task.assigned(users.getFirst(), due(create.personChoice, users.getFirst())),
                        create.unless,
                        substitutes,
                        create.personChoice);
            case Complete complete -> complete;
            case Change change ->
                new Change(
                        change.origin,
                        change.which,
                        change.change.assigned(users.getFirst(), due(change.personChoice, users.getFirst())),
                        substitutes,
                        change.personChoice);
        };
    }

    /// The same command for the next substitute, after the CRM has refused the responsible user. After the last
    /// one a task is added without a responsible user, so that the CRM gives it to the token's user, and a changed
    /// one keeps its user. Empty if nothing is left to do.
    default Optional<TaskCommand> reassigned() {
        return next().map(next ->
                next.with(next.choice().orElse(PersonChoice.NONE).refused(this, next)));
    }

    private Optional<TaskCommand> next() {
        return switch (this) {
            case Create(var origin, var task, var unless, var substitutes, var choice)
            when substitutes.isEmpty() ->
                task.responsible() == null
                        ? Optional.empty()
                        : Optional.of(new Create(origin, task.unassigned(), unless, substitutes, choice));
            case Change(var origin, var which, var change, var substitutes, var choice)
            when substitutes.isEmpty() ->
                change.responsible() == null || change.unassigned().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Change(origin, which, change.unassigned(), substitutes, choice));
            case Create create -> Optional.of(assigned(create.substitutes));
            case Change change -> Optional.of(assigned(change.substitutes));
            case Complete _ -> Optional.empty();
        };
    }

    /// The users who get the task, in this order, if the CRM refuses the responsible user.
    default List<Long> substitutes() {
        return List.of();
    }

    /// The same command with other substitutes. Completing a task needs none.
    default TaskCommand withSubstitutes(List<Long> users) {
        return switch (this) {
            case Create create -> new Create(create.origin, create.task, create.unless, users, create.personChoice);
            case Complete complete -> complete;
            case Change change -> new Change(change.origin, change.which, change.change, users, change.personChoice);
        };
    }

    private static @Nullable Instant due(@Nullable PersonChoice choice, long user) {
        return choice == null ? null : choice.due(user).orElse(null);
    }

    /// What it needs until it is certain who gets the task; empty if that is certain.
    default Optional<PersonChoice> choice() {
        return Optional.empty();
    }

    /// Whether its responsible user is chosen when it is sent.
    default boolean awaitsPerson() {
        return choice().filter(PersonChoice::awaitsPerson).isPresent();
    }

    /// Whether its responsible user was chosen when it was sent, or after a refusal.
    default boolean hasChosenPerson() {
        return choice().map(PersonChoice::reason).isPresent();
    }

    /// The same command with what it needs until it is certain who gets the task. Completing a task needs nothing.
    default TaskCommand with(PersonChoice choice) {
        return switch (this) {
            case Create create -> new Create(create.origin, create.task, create.unless, create.substitutes, choice);
            case Complete complete -> complete;
            case Change change -> new Change(change.origin, change.which, change.change, change.substitutes, choice);
        };
    }

    /// The same command after its responsible user was chosen.
    ///
    /// @param users those who were chosen among, the best first; nobody if none of them may get it: then its
    /// substitutes do
    /// @param reason who was chosen and why
    default TaskCommand chosen(List<Long> users, String reason) {
        var all =
                Stream.concat(users.stream(), substitutes().stream()).distinct().toList();
        var made = choice().map(open -> with(open.made(reason))).orElse(this);
        return all.isEmpty() ? made : made.assigned(all);
    }

    /// The responsible user that it names; empty if it names none.
    default Optional<Long> responsible() {
        return Optional.ofNullable(
                switch (this) {
                    case Create create -> create.task.responsible();
                    case Complete _ -> null;
                    case Change change -> change.change.responsible();
                });
    }

    /// One command for each of the tasks that this command was found to be for. They are sent instead of it.
    default List<TaskCommand> perTask(List<Task> tasks) {
        return tasks.stream().map(this::forTask).toList();
    }

    private TaskCommand forTask(Task task) {
        var which = new TaskSelection.One(task.id(), task.about());
        return switch (this) {
            case Create create -> create;
            case Complete complete -> new Complete(complete.origin.task(task.id()), which, complete.result);
            case Change change ->
                new Change(
                        change.origin.task(task.id()), which, change.change, change.substitutes, change.personChoice);
        };
    }

    /// What the command does to tasks that exist; empty if it adds one.
    default Optional<SelectedChange> selectedChange() {
        return switch (this) {
            case Create _ -> Optional.empty();
            case Complete complete ->
                Optional.of(new SelectedChange(complete.which, TaskChange.completedWith(complete.result)));
            case Change change -> Optional.of(new SelectedChange(change.which, change.change));
        };
    }

    /// The open tasks that must be queried before the command is sent; empty if it does not depend on open tasks.
    default Optional<OpenTaskFilter> requiredOpenTasks() {
        return switch (this) {
            case Create create -> Optional.ofNullable(create.unless);
            case Complete complete -> openTaskFilter(complete.which);
            case Change change -> openTaskFilter(change.which);
        };
    }

    private static Optional<OpenTaskFilter> openTaskFilter(TaskSelection which) {
        return which instanceof TaskSelection.Open open ? Optional.of(open.tasks()) : Optional.empty();
    }

    /// The event, the tasks and the entities that the command concerns. Commands with a key in common are sent
    /// in the order in which they were planned.
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

    /// Whether the command is about a thing: its task hangs on it, or is it.
    default boolean isAbout(EventSubject subject) {
        return conflictKeys().contains(subject.isTask() ? "task " + subject.id() : "entity " + subject);
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

    /// A command to add a task.
    ///
    /// @param unless the command is skipped if such a task is open when it is sent; `null` if it is never
    /// skipped
    /// @param substitutes who gets the task, in this order, if the CRM refuses the responsible user
    /// @param personChoice what is needed until it is certain who gets the task; `null` if that is certain
    record Create(
            Origin origin,
            NewTask task,
            @Nullable OpenTaskFilter unless,
            List<Long> substitutes,
            @Nullable PersonChoice personChoice)
            implements TaskCommand {

        public Create {
            substitutes = copy(substitutes);
        }

        public Create(Origin origin, NewTask task, @Nullable OpenTaskFilter unless) {
            this(origin, task, unless, List.of());
        }

        public Create(Origin origin, NewTask task, @Nullable OpenTaskFilter unless, List<Long> substitutes) {
            this(origin, task, unless, substitutes, null);
        }

        @Override
        public Optional<PersonChoice> choice() {
            return Optional.ofNullable(personChoice);
        }
    }

    /// A command to complete tasks.
    ///
    /// @param result the text of their result
    record Complete(Origin origin, TaskSelection which, String result) implements TaskCommand {}

    /// A command to change tasks.
    ///
    /// @param substitutes who gets the tasks, in this order, if the CRM refuses the responsible user
    /// @param personChoice what is needed until it is certain who gets them; `null` if that is certain
    record Change(
            Origin origin,
            TaskSelection which,
            TaskChange change,
            List<Long> substitutes,
            @Nullable PersonChoice personChoice)
            implements TaskCommand {

        public Change {
            substitutes = copy(substitutes);
        }

        public Change(Origin origin, TaskSelection which, TaskChange change) {
            this(origin, which, change, List.of());
        }

        public Change(Origin origin, TaskSelection which, TaskChange change, List<Long> substitutes) {
            this(origin, which, change, substitutes, null);
        }

        @Override
        public Optional<PersonChoice> choice() {
            return Optional.ofNullable(personChoice);
        }
    }

    /// The list itself; an empty one for a command that an earlier release wrote down without it.
    private static List<Long> copy(@Nullable List<Long> users) {
        return users == null ? List.of() : List.copyOf(users);
    }

    /// The event, rule and action that a command comes from.
    ///
    /// @param event the key of the event
    /// @param rule the name of the rule
    /// @param position the index of the action in the rule, from 0
    /// @param task the id of the one task that the command is for; `null` for the whole command
    record Origin(
            String event,
            String rule,
            int position,
            @Nullable Long task) {

        public Origin(String event, String rule, int position) {
            this(event, rule, position, null);
        }

        /// The origin of the whole command that has this key.
        public static Origin of(String key) {
            int position = key.lastIndexOf('|');
            int rule = key.lastIndexOf('|', position - 1);
            return new Origin(
                    key.substring(0, rule),
                    key.substring(rule + 1, position),
                    Integer.parseInt(key.substring(position + 1)));
        }

        /// The key of the rule of a command, or of a part of one.
        ///
        /// @param key of the command or the part
        public static String rule(String key) {
            var words = List.of(key.split("\\|"));
            boolean isPart = words.size() > 3 && words.get(words.size() - 2).matches("-?\\d+");
            return words.get(words.size() - (isPart ? 3 : 2));
        }

        /// The origin as text: equal for equal origins, different for different ones.
        public String key() {
            return event + "|" + rule + "|" + position + (task == null ? "" : "|" + task);
        }

        Origin task(long task) {
            return new Origin(event, rule, position, task);
        }
    }
}
