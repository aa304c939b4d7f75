package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.rule.person.Attendance;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskCommand;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An action of a rule that fires.
public sealed interface Action permits ChangeTasks, CompleteTasks, CreateTask {

    /// The actions by their words.
    AllowedWords WORDS = AllowedWords.of(CreateTask.WORD, CompleteTasks.WORD, ChangeTasks.WORD)
            .elsewhere(Map.of("after", "in the action, such as create-task: { after: 30m, … }"));

    /// Where the keys of a rule belong that people look for in an action.
    Map<String, String> OF_THE_RULE = Stream.of(
                    "if", "except", "still", "unless", "once", "stop-on", "if-again", "max-age")
            .collect(Collectors.toUnmodifiableMap(key -> key, _ -> "beside \"then\", as a key of the rule"));

    /// Whether the value of `then` adds tasks, valid or not.
    static boolean add(YamlNode then) {
        return then.items().stream()
                .flatMap(YamlNode::written)
                .anyMatch(action -> action.name().equals(CreateTask.WORD));
    }

    /// Reads an item of `then`; empty, with a problem noted, if it is invalid.
    static Optional<Action> read(YamlNode item, ReadContext context) {
        var actions = item.keys(WORDS).values();
        if (actions.size() > 1) {
            item.object("found " + actions.size() + " actions in one item of the list, expected one");
        }
        return actions.entrySet().stream()
                .flatMap(action -> read(action.getKey(), action.getValue(), context).stream())
                .map(Action.class::cast)
                .findFirst();
    }

    private static Optional<? extends Action> read(String word, YamlNode node, ReadContext context) {
        return switch (word) {
            case CreateTask.WORD -> CreateTask.read(node, context);
            case CompleteTasks.WORD -> CompleteTasks.read(node, context);
            case ChangeTasks.WORD -> ChangeTasks.read(node, context);
            default -> Optional.empty(); // refused as a key already
        };
    }

    /// The draft of the command for an event, without guards; empty if there is nothing to do.
    ///
    /// @param attendance who is there when it is decided
    /// @param warnings receives what is missing or doubtful, and why there is nothing to do
    Optional<DraftCommand> draft(
            TaskCommand.Origin origin, CrmEvent event, Attendance attendance, Consumer<String> warnings);

    /// The paths of the facts that it uses, possibly with repetitions.
    Stream<String> factPaths(CrmEvent event);

    /// Whether it adds a task.
    boolean addsTask();
}
