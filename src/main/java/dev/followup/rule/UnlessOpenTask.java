package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.rule.action.ReadContext;
import dev.followup.rule.action.TaskSelector;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.TaskType;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// That a task is not added if there is an open one already.
///
/// @param types one of any of these types, of every type if empty; `null` for the type of the task that is to
/// be added
/// @param madeByRule only one that the rule itself has made
record UnlessOpenTask(@Nullable Set<TaskType> types, boolean madeByRule) {

    private static final AllowedWords WORD =
            AllowedWords.of("open-task").expecting("open-task or a mapping such as { type: any }");
    private static final AllowedWords KEYS = AllowedWords.of("type", "made-by");

    /// Reads what stands behind `unless`; what is wrong is noted.
    static UnlessOpenTask read(YamlNode node, ReadContext context) {
        if (!node.isMapping()) {
            WORD.admits(node);
            return new UnlessOpenTask(null, false);
        }
        var keys = node.keys(KEYS);
        return new UnlessOpenTask(
                keys.optional("type").map(context.types()::types).orElse(null), TaskSelector.madeByRule(keys, context));
    }

    /// The tasks of which none may be there.
    ///
    /// @param own the type of the task that is to be added
    OpenTaskFilter tasks(EntityRef entity, TaskType own) {
        return new OpenTaskFilter(entity, types == null ? Set.of(own) : types, Set.of(), madeByRule);
    }
}
