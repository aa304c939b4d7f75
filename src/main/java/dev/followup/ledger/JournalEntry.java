package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskEffect;
import dev.followup.task.WaitEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the journal keeps of an event: what the rules saw, and what followed. The rules' reasons are not kept, since
/// they follow from the facts and the book.
///
/// @param event with the facts that the rules saw
/// @param storedAt when the inbox stored its message
/// @param isRecovered whether no webhook reported it
/// @param book the digest of the rule book that decided; `null` if it is not known
/// @param isCut whether facts are left out or shortened, since they were too large
/// @param commands what the rules planned, in their order
/// @param remarks what does not follow from facts and book, in the order of time
public record JournalEntry(
        CrmEvent event,
        Instant storedAt,
        boolean isRecovered,
        @Nullable String book,
        boolean isCut,
        List<Planned> commands,
        List<Remark> remarks) {

    public JournalEntry {
        commands = List.copyOf(commands);
        remarks = List.copyOf(remarks);
    }

    /// The entry of an event before anything has followed from it.
    public static JournalEntry of(CrmEvent event, Instant storedAt, boolean isRecovered, @Nullable String book) {
        return new JournalEntry(event, storedAt, isRecovered, book, false, List.of(), List.of());
    }

    /// A command that was planned.
    ///
    /// @param at when it was written down
    /// @param end how it ended; `null` while it is pending
    public record Planned(
            TaskCommand command, Instant at, @Nullable End end) {}

    /// How a command ended.
    ///
    /// @param kind such as done
    /// @param tasks the tasks that were added or changed
    /// @param reason why nothing was done, or who was chosen to do it and why; empty for neither
    public record End(Instant at, Kind kind, List<Long> tasks, String reason) {

        public End {
            tasks = List.copyOf(tasks);
        }

        /// The ends of commands.
        public enum Kind {
            DONE,
            SKIPPED,
            REFUSED
        }

        /// The end that an outcome is.
        ///
        /// @param outcome one with which a command is not pending any more
        public static End of(Outcome outcome, Instant at) {
            return switch (outcome) {
                case Outcome.Done(var effects, var note) ->
                    new End(
                            at,
                            Kind.DONE,
                            effects.stream().map(TaskEffect::task).distinct().toList(),
                            note);
                case Outcome.Skipped(var reason) -> new End(at, Kind.SKIPPED, List.of(), reason);
                case Outcome.Refused(var reason, var _) -> new End(at, Kind.REFUSED, List.of(), reason);
                case Outcome.Reassigned _, Outcome.Deferred _, Outcome.Uncertain _, Outcome.Blocked _ ->
                    throw new IllegalArgumentException("the command is still pending: " + outcome);
            };
        }
    }

    /// Something that happened to an event and does not follow from its facts and the book.
    ///
    /// @param rule the key of the rule; `null` if it concerns no single one
    /// @param at when it happened
    /// @param words such as `waits for leads/501`
    /// @param until until when it waits; `null` if it does not
    public record Remark(
            @Nullable String rule,
            Instant at,
            String words,
            @Nullable Instant until) {

        /// What became of an action whose time had come.
        public static Remark of(WaitEnd end, Instant at) {
            return new Remark(
                    end.waiting().origin().rule(),
                    at,
                    "does not fire: " + end.reason() + ". It waited",
                    end.waiting().due());
        }
    }

    /// What the event names, and what that is linked to: the journal finds it by each of them.
    public Set<EventSubject> subjects() {
        return EventSubject.namedOrLinked(event);
    }

    /// Whether commands or waits followed from it, which may have ended.
    public boolean mayHaveEnds() {
        return !commands.isEmpty() || !remarks.isEmpty();
    }

    /// The same with a remark.
    public JournalEntry with(Remark remark) {
        return with(List.of(), List.of(remark));
    }

    /// The same of an event that has happened once more, such as a date that was reached again: what followed the first
    /// time is kept.
    ///
    /// @param earlier `null` if there is none
    public JournalEntry after(@Nullable JournalEntry earlier) {
        return earlier == null
                ? this
                : new JournalEntry(event, storedAt, isRecovered, book, isCut, earlier.commands, earlier.remarks);
    }

    /// The same after more has followed.
    JournalEntry with(List<Planned> more, List<Remark> others) {
        var planned = new ArrayList<>(commands);
        more.stream()
                .filter(one -> commands.stream().noneMatch(before -> key(before).equals(key(one))))
                .forEach(planned::add);
        return new JournalEntry(
                event,
                storedAt,
                isRecovered,
                book,
                isCut,
                planned,
                Stream.concat(remarks.stream(), others.stream()).distinct().toList());
    }

    /// The same with the ends of its commands, as far as they have ended.
    ///
    /// @param ends by the commands' keys
    public JournalEntry ended(Map<String, End> ends) {
        var all = commands.stream()
                .map(one -> new Planned(one.command(), one.at(), ends.getOrDefault(key(one), one.end())))
                .toList();
        return new JournalEntry(event, storedAt, isRecovered, book, isCut, all, remarks);
    }

    /// The same with other facts.
    ///
    /// @param cut the event with facts left out
    public JournalEntry cut(CrmEvent cut) {
        return new JournalEntry(cut, storedAt, isRecovered, book, true, commands, remarks);
    }

    private static String key(Planned planned) {
        return planned.command().key();
    }
}
