package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.Facts;
import dev.followup.rule.person.Attendance;
import dev.followup.rule.text.TextTemplate;
import dev.followup.rule.time.DurationReader;
import dev.followup.task.DraftCommand;
import dev.followup.task.TaskChange;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The action that changes tasks. What is `null` stays as it is, and so does the person if there is none.
///
/// @param due the new deadline
/// @param entity the entity among the facts to which the tasks are moved
record ChangeTasks(
        TaskSelector which,
        @Nullable TaskType type,
        @Nullable TextTemplate text,
        @Nullable Deadline due,
        @Nullable Duration duration,
        EntityRef.@Nullable Type entity,
        Responsible responsible)
        implements Action {

    static final String WORD = "change-tasks";

    private static final String[] CHANGES = {"due", "duration", "text", "type", "responsible", "entity"};
    private static final AllowedWords KEYS = AllowedWords.of(
                    Stream.concat(Stream.of(CHANGES), Stream.of("which", "after"))
                            .toArray(String[]::new))
            .elsewhere(OF_THE_RULE);
    private static final AllowedWords ENTITIES = AllowedWords.of(
            Arrays.stream(EntityRef.Type.values()).map(EntityRef.Type::singular).toArray(String[]::new));

    /// Reads the value of `change-tasks`; empty, with a problem noted, if it is invalid.
    static Optional<ChangeTasks> read(YamlNode node, ReadContext context) {
        var keys = node.keys(KEYS);
        if (Set.of("which", "after").containsAll(keys.values().keySet())
                && !keys.values().isEmpty()) {
            node.object("found no change, expected " + ValueText.or(List.of(CHANGES)));
        }
        return Optional.of(new ChangeTasks(
                TaskSelector.read(keys, context),
                keys.optional("type").flatMap(context.types()::type).orElse(null),
                keys.optional("text").flatMap(context::text).orElse(null),
                keys.optional("due")
                        .flatMap(found -> Deadline.read(found, context))
                        .orElse(null),
                keys.optional("duration").flatMap(DurationReader::hours).orElse(null),
                keys.optional("entity").flatMap(ChangeTasks::entity).orElse(null),
                keys.optional("responsible")
                        .map(found -> Responsible.read(found, context))
                        .orElse(Responsible.NOBODY)));
    }

    private static Optional<EntityRef.Type> entity(YamlNode node) {
        return ENTITIES.admits(node) ? EntityRef.Type.of(node.word()) : Optional.empty();
    }

    @Override
    public Optional<DraftCommand> draft(
            TaskCommand.Origin origin, CrmEvent event, Attendance attendance, Consumer<String> warnings) {
        var people = responsible.assignment(event.facts(), Assignee.held(event), attendance);
        if (people.isNobodyThere()) {
            warnings.accept("nobody who is to get the tasks is there: they keep their person");
        }
        var change = change(event, people, warnings);
        return which.selection(event, warnings)
                .map(selection -> people.draft(new TaskCommand.Change(origin, selection, change), due, event, warnings))
                .filter(draft -> changesAnything(draft, warnings));
    }

    private static boolean changesAnything(DraftCommand draft, Consumer<String> warnings) {
        boolean changes = !draft.rotation().users().isEmpty()
                || draft.command().awaitsPerson()
                || !(draft.command() instanceof TaskCommand.Change changed)
                || !changed.change().isEmpty();
        if (!changes) {
            warnings.accept("leads to nothing: nothing about the tasks would change");
        }
        return changes;
    }

    private TaskChange change(CrmEvent event, Assignment people, Consumer<String> warnings) {
        return new TaskChange(
                type,
                text == null ? null : text.render(event.facts(), warnings),
                due == null ? null : people.bookDue(due, event, warnings),
                duration,
                entity == null ? null : target(entity, event.facts(), warnings).orElse(null),
                null,
                null,
                null);
    }

    private static Optional<EntityRef> target(EntityRef.Type entity, Facts facts, Consumer<String> warnings) {
        var path = entity.singular() + ".id";
        var about = facts.id(path).map(id -> new EntityRef(entity, id));
        if (about.isEmpty()) {
            warnings.accept(path + " is missing, the tasks stay where they are");
        }
        return about;
    }

    @Override
    public Stream<String> factPaths(CrmEvent event) {
        return Stream.of(
                        text == null ? Stream.<String>empty() : text.paths(),
                        due == null ? Stream.<String>empty() : due.paths(),
                        entity == null ? Stream.<String>empty() : Stream.of(entity.singular() + ".id"),
                        responsible.factPaths(Assignee.held(event)),
                        which.factPaths(event))
                .flatMap(paths -> paths);
    }

    @Override
    public boolean addsTask() {
        return false;
    }
}
