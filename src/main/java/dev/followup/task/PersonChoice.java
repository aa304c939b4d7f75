package dev.followup.task;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a command needs until it is certain who gets its task.
///
/// @param dues the deadlines by the users who may get it, where each counts in a calendar of its own; empty
/// if there is one deadline for all
/// @param leastLoaded the users of whom the one with the fewest open tasks gets it when the command is sent;
/// empty if nobody is chosen then, or has been chosen
/// @param reason who was chosen when the command was sent, or after a refusal, and why; `null` if nobody was
public record PersonChoice(
        Map<Long, Instant> dues,
        List<Candidate> leastLoaded,
        @Nullable String reason) {

    /// Of a command whose person is certain.
    static final PersonChoice NONE = new PersonChoice(Map.of(), List.of(), null);

    public PersonChoice {
        dues = Map.copyOf(dues);
        leastLoaded = List.copyOf(leastLoaded);
    }

    /// A user who may be chosen.
    ///
    /// @param name in words, such as anna or user 101
    /// @param maxOpenTasks how many open tasks are enough; `null` for any number
    public record Candidate(
            String name, long user, @Nullable Integer maxOpenTasks) {}

    /// Whether the user is chosen when the command is sent.
    boolean awaitsPerson() {
        return !leastLoaded.isEmpty();
    }

    /// The deadline if a user gets the task; empty if it does not depend on the user.
    Optional<Instant> due(long user) {
        return Optional.ofNullable(dues.get(user));
    }

    PersonChoice made(String why) {
        return new PersonChoice(dues, List.of(), why);
    }

    /// The choice after the CRM has refused the responsible user.
    ///
    /// @param refused the command that was refused
    /// @param next the one that is sent instead
    PersonChoice refused(TaskCommand refused, TaskCommand next) {
        var who = next.responsible()
                .map(user -> "user " + user + " gets the task")
                .orElse(next instanceof TaskCommand.Change ? "it keeps its person" : "the CRM decides");
        var why = "the CRM refused "
                + refused.responsible().map(user -> "user " + user).orElse("the person") + ", " + who;
        return made(reason == null ? why : reason + "; " + why);
    }
}
