package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.task.OpenTasks;
import dev.followup.task.TaskType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// That a task is not added if there is an open one already.
///
/// @param types one of any of these types, of every type if empty; `null` for the type of the task that is to be added
/// @param madeByRule only one that the rule itself has made
record Unless(@Nullable Set<TaskType> types, boolean madeByRule) {

    private static final Vocabulary WORD =
            Vocabulary.of("open-task").expecting("open-task or a mapping such as { type: any }");
    private static final Vocabulary KEYS = Vocabulary.of("type", "made-by");

    /// Reads what stands behind `unless`; what is wrong is noted.
    static Unless read(Passage passage, Scope scope) {
        if (!passage.isMapping()) {
            WORD.admits(passage);
            return new Unless(null, false);
        }
        var keys = passage.keys(KEYS);
        return new Unless(keys.optional("type").map(scope.types()::types).orElse(null), Which.madeByRule(keys, scope));
    }

    /// The tasks of which none may be there.
    ///
    /// @param own the type of the task that is to be added
    OpenTasks tasks(EntityRef entity, TaskType own) {
        return new OpenTasks(entity, types == null ? Set.of(own) : types, Set.of(), madeByRule);
    }
}
