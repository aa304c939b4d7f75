package dev.followup.rule;

import dev.followup.event.CrmEvent;
import dev.followup.event.Facts;
import dev.followup.task.Draft;
import dev.followup.task.TaskOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A rule: when, if, except, then.
///
/// @param wanted what the facts must match; `null` for anything
/// @param excepted what they must not match; `null` for nothing
/// @param tasks the tasks it adds, in their order
record Rule(
        String name,
        Trigger trigger,
        @Nullable Pattern wanted,
        @Nullable Pattern excepted,
        List<TaskTemplate> tasks) {

    Verdict verdict(CrmEvent event) {
        var objection = trigger.objection(event.kind()).or(() -> objection(event.facts()));
        return new Verdict(
                name, objection.isEmpty(), objection.orElseGet(() -> "the event is " + event.kind() + conditions()));
    }

    private Optional<String> objection(Facts facts) {
        return Optional.ofNullable(wanted)
                .flatMap(pattern -> pattern.objection(facts))
                .or(() -> Optional.ofNullable(excepted)
                        .flatMap(pattern -> pattern.met(facts))
                        .map(met -> "all of except holds: " + met));
    }

    private String conditions() {
        return wanted == null && excepted == null ? "" : " and meets all conditions";
    }

    /// What is to be done, one order for each task.
    ///
    /// @param warnings told of what is missing or doubtful
    List<Draft> drafts(CrmEvent event, Consumer<String> warnings) {
        return IntStream.range(0, tasks.size())
                .mapToObj(i -> Draft.of(new TaskOrder.Create(
                        new TaskOrder.Origin(event.key(), name, i),
                        tasks.get(i).task(event, warning -> warnings.accept(name + ": " + warning)),
                        null)))
                .toList();
    }
}
