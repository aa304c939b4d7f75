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
/// @param guards what may hold it back besides
/// @param actions what it does, in this order
record Rule(
        String name,
        Trigger trigger,
        @Nullable Pattern wanted,
        @Nullable Pattern excepted,
        Guards guards,
        List<Action> actions) {

    Verdict verdict(CrmEvent event) {
        var objection = trigger.objection(event.kind())
                .or(() -> guards.objection(event.facts()))
                .or(() -> objection(event.facts()));
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

    /// What is to be done, at most one draft for each action.
    ///
    /// @param warnings told of what is missing or doubtful
    List<Draft> drafts(CrmEvent event, Consumer<String> warnings) {
        return IntStream.range(0, actions.size())
                .mapToObj(i -> draft(i, event, warning -> warnings.accept(name + ": " + warning)))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Draft> draft(int position, CrmEvent event, Consumer<String> warnings) {
        var action = actions.get(position);
        return action.order(new TaskOrder.Origin(event.key(), name, position), event, warnings)
                .flatMap(order -> guards.draft(action, order, event, warnings));
    }
}
