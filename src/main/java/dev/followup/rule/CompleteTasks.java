package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.task.TaskOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Completes tasks.
///
/// @param result the text of their result
record CompleteTasks(Which which, TextTemplate result) implements Action {

    static final String WORD = "complete-tasks";

    private static final Vocabulary KEYS = Vocabulary.of("result", "which");

    /// Reads what stands behind `complete-tasks`; empty, and noted, if something is wrong with it.
    static Optional<CompleteTasks> read(Passage passage, Scope scope) {
        var keys = passage.keys(KEYS);
        var which = Which.read(keys, scope);
        return keys.required("result")
                .flatMap(found -> TextReader.read(found, scope))
                .map(result -> new CompleteTasks(which, result));
    }

    @Override
    public Optional<TaskOrder> order(TaskOrder.Origin origin, CrmEvent event, Consumer<String> warnings) {
        return which.selection(event, warnings)
                .map(selection -> new TaskOrder.Complete(origin, selection, result.render(event.facts(), warnings)));
    }

    @Override
    public Stream<String> mentions(CrmEvent event) {
        return Stream.concat(result.paths(), which.mentions(event));
    }

    @Override
    public List<Long> rotation() {
        return List.of();
    }
}
