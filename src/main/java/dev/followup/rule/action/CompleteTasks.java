package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.rule.person.Attendance;
import dev.followup.rule.text.TextTemplate;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The action that completes tasks.
///
/// @param result the text of their result
record CompleteTasks(TaskSelector which, TextTemplate result) implements Action {

    static final String WORD = "complete-tasks";

    private static final AllowedWords KEYS =
            AllowedWords.of("result", "which", "after").elsewhere(OF_THE_RULE);

    /// Reads the value of `complete-tasks`; empty, with a problem noted, if it is invalid.
    static Optional<CompleteTasks> read(YamlNode node, ReadContext context) {
        var keys = node.keys(KEYS);
        var which = TaskSelector.read(keys, context);
        return keys.required("result").flatMap(context::text).map(result -> new CompleteTasks(which, result));
    }

    @Override
    public Optional<DraftCommand> draft(
            TaskCommand.Origin origin, CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        return which.selection(event, warnings)
                .map(selection -> new TaskCommand.Complete(origin, selection, result.render(event.facts(), warnings)))
                .map(DraftCommand::of);
    }

    @Override
    public Stream<String> factPaths(CrmEvent event) {
        return Stream.concat(result.paths(), which.factPaths(event));
    }

    @Override
    public boolean addsTask() {
        return false;
    }
}
