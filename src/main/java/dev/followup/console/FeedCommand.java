package dev.followup.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.followup.explain.Explanation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command as the page shows it, with its way so far.
///
/// @param key of the command
/// @param rule the name of the rule that made it
/// @param work what it does; `null` if that is not known
/// @param steps its way, the last one is its state
/// @param tasks the ids of the tasks that it added or changed
@JsonInclude(JsonInclude.Include.NON_NULL)
record FeedCommand(String key, String rule, Explanation.@Nullable Command work, List<Step> steps, List<Long> tasks) {

    /// The most steps that are shown of a way: a command may be tried again for days.
    private static final int MAX_STEPS = 12;

    FeedCommand {
        steps = List.copyOf(steps);
        tasks = List.copyOf(tasks);
    }

    /// A step on the way of a command.
    ///
    /// @param at when it was taken, in ISO-8601, UTC
    /// @param until when a wait ends, in ISO-8601, UTC; `null` unless it waits
    /// @param reason in words; `null` where there is nothing to say
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(
            State state,
            String at,
            @Nullable String until,
            @Nullable String reason) {}

    /// The states of a command.
    enum State {
        WAITING,
        PENDING,
        SENT,
        DONE,
        SKIPPED,
        REFUSED,
        DROPPED,
        IGNORED
    }

    State state() {
        return steps.getLast().state();
    }

    /// The same one step further. What is tried again for the same reason takes no further step.
    FeedCommand with(Step step) {
        var last = steps.getLast();
        if (last.state() == step.state() && String.valueOf(last.reason()).equals(String.valueOf(step.reason()))) {
            return this;
        }
        var all = new ArrayList<>(steps);
        if (all.size() == MAX_STEPS) {
            all.remove(1);
        }
        all.add(step);
        return new FeedCommand(key, rule, work, all, tasks);
    }

    /// The same after its wait has become a command, or the reason why it has not.
    FeedCommand followedBy(FeedCommand next) {
        var known = next.work == null ? this : with(next.work);
        for (var step : next.steps) {
            known = known.with(step);
        }
        return known;
    }

    FeedCommand with(List<Long> effects) {
        return new FeedCommand(key, rule, work, steps, effects);
    }

    FeedCommand with(Explanation.Command known) {
        return new FeedCommand(key, rule, known, steps, tasks);
    }
}
