package dev.followup.task;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event asks of the waits of one rule. The ledger decides when it writes the request down, since that
/// depends on what waits and on what was stopped before.
public sealed interface WaitRequest {

    /// The key of the event.
    String event();

    /// The rule, by its key.
    String rule();

    /// The subjects under which the ledger must look.
    Set<EventSubject> subjects();

    /// Whether the event leaves a record, by which it is known again. What a walk finds leaves none: it is
    /// found again at the next one.
    default boolean leavesRecord() {
        return true;
    }

    /// The event begins a wait.
    ///
    /// @param cause the event with its facts
    /// @param storedAt when the inbox stored its message
    /// @param subject what the event is about
    /// @param subjects what a stop of the rule may name, with the subject itself
    /// @param steps the actions that wait, with growing times; at least one
    /// @param ifAgain what happens if something of the rule waits for the subject already
    /// @param once restricts the rule to one event for each entity; `null` if it is not restricted
    record Start(
            CrmEvent cause,
            String rule,
            Instant storedAt,
            EventSubject subject,
            Set<EventSubject> subjects,
            List<Step> steps,
            IfAgain ifAgain,
            @Nullable OnceGuard once)
            implements WaitRequest {

        public Start {
            subjects = Set.copyOf(subjects);
            steps = List.copyOf(steps);
        }

        @Override
        public String event() {
            return cause.key();
        }
    }

    /// An action that waits.
    ///
    /// @param position the index of the action in the rule, from 0
    /// @param due when its time has come
    record Step(int position, Instant due) {}

    /// The event reports a date of the subject on which the rule goes: what waits for another date of it is
    /// dropped, and the first of these dates that has not fired yet is waited for. An event that is older than
    /// what is known of the date changes nothing.
    ///
    /// @param event the key of the event that reports the date
    /// @param storedAt when the inbox stored its message, or a walk found the subject
    /// @param subject what has the date
    /// @param updatedAt when the subject was changed last, as far as the event reports
    /// @param dates the events that the date is to cause, at their times, the earliest first; none if its
    /// time has passed
    /// @param ifLate what becomes of a date whose time has passed, and that is not waited for yet
    /// @param isFound whether a walk found the subject, and no webhook reported it
    /// @param actions how many actions the rule has
    record Follow(
            String event,
            String rule,
            Instant storedAt,
            EventSubject subject,
            Instant updatedAt,
            List<CrmEvent> dates,
            IfLate ifLate,
            boolean isFound,
            int actions)
            implements WaitRequest {

        public Follow {
            dates = List.copyOf(dates);
        }

        @Override
        public boolean leavesRecord() {
            return !isFound;
        }

        /// Whether the time of a date has passed.
        public boolean isLate(CrmEvent date) {
            return !date.time().isAfter(storedAt);
        }

        /// The same of a subject that a walk found.
        public Follow found(IfLate other) {
            return new Follow(event, rule, storedAt, subject, updatedAt, dates, other, true, actions);
        }

        /// The same with another fate of dates whose time has passed.
        public Follow ifLate(IfLate other) {
            return new Follow(event, rule, storedAt, subject, updatedAt, dates, other, isFound, actions);
        }

        @Override
        public Set<EventSubject> subjects() {
            return Set.of(subject);
        }

        /// The same without the event that has been caused.
        ///
        /// @param caused its key
        public Follow without(String caused) {
            var others =
                    dates.stream().filter(date -> !date.key().equals(caused)).toList();
            return new Follow(event, rule, storedAt, subject, updatedAt, others, ifLate, isFound, actions);
        }
    }

    /// The event stops what waits: that of its own subject, and of other subjects that are of another type and name
    /// something which the event names.
    ///
    /// @param by the event's own subject
    /// @param subjects all that the event names
    /// @param at when it happened
    record Stop(String event, String rule, EventSubject by, Set<EventSubject> subjects, Instant at)
            implements WaitRequest {

        public Stop {
            subjects = Set.copyOf(subjects);
        }
    }

    /// The event closes the tasks that an action has added for the same subjects. One that waits, or that is pending,
    /// is not added any more.
    ///
    /// @param position the index of the action in the rule, from 0
    /// @param by the event's own subject
    /// @param subjects all that the event names
    /// @param at when it happened
    /// @param result the text of the tasks' result
    record Close(
            String event,
            String rule,
            int position,
            EventSubject by,
            Set<EventSubject> subjects,
            Instant at,
            String result)
            implements WaitRequest {

        public Close {
            subjects = Set.copyOf(subjects);
        }
    }

    /// What becomes of a date whose time has passed when it is reported, and that is not waited for yet.
    enum IfLate {
        /// It fires at once.
        FIRE,

        /// It is left to the first walk of its rule, which is to come to it.
        LEAVE,

        /// It counts as fired: its time passed before the first walk of its rule.
        PASS
    }

    /// What happens if another event about the same subject comes while one waits. Which of two events is the later
    /// one is a matter of the CRM's clock, whichever webhook came first.
    enum IfAgain {
        /// The wait goes on from the first event.
        IGNORE,

        /// The wait begins anew with the last event.
        RESTART,

        /// Each event waits for itself.
        ADD
    }
}
