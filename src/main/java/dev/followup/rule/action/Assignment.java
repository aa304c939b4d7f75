package dev.followup.rule.action;

import dev.followup.event.CrmEvent;
import dev.followup.rule.person.Attendance;
import dev.followup.task.DraftCommand;
import dev.followup.task.PersonChoice;
import dev.followup.task.PersonChoice.Candidate;
import dev.followup.task.Rotation;
import dev.followup.task.TaskCommand;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The people who may get the task of an event, as far as it is decided when the event is planned.
///
/// @param users those who get it, each if the CRM refuses the ones before; behind those who take turns or are
/// chosen among, if there are any
/// @param rotation those who take turns
/// @param leastLoaded those of whom the one with the fewest open tasks is chosen when it is sent
/// @param passedOver who is not among them although named, and why
/// @param isNobodyThere whether somebody was named, and nobody of them is there
record Assignment(
        List<Long> users,
        Rotation rotation,
        List<Candidate> leastLoaded,
        List<String> passedOver,
        boolean isNobodyThere,
        Attendance attendance) {

    /// The deadline in the calendar of the book.
    Instant bookDue(Deadline due, CrmEvent event, Consumer<String> warnings) {
        return due.of(event, null, dependsOnPerson(due) ? _ -> {} : warnings);
    }

    /// The draft of a command for them.
    ///
    /// @param command for nobody yet, with the deadline in the calendar of the book
    /// @param due the deadline; `null` if the command says none
    DraftCommand draft(TaskCommand command, @Nullable Deadline due, CrmEvent event, Consumer<String> warnings) {
        var dues = dues(due, event, warnings);
        var choice = new PersonChoice(dues, leastLoaded, null);
        var open = dues.isEmpty() && leastLoaded.isEmpty() ? command : command.with(choice);
        boolean isLater = !rotation.isEmpty() || !leastLoaded.isEmpty();
        var assigned = isLater ? open.withSubstitutes(users) : users.isEmpty() ? open : open.assigned(users);
        return new DraftCommand(assigned, rotation, null, null, null, passedOver);
    }

    private Map<Long, Instant> dues(@Nullable Deadline due, CrmEvent event, Consumer<String> warnings) {
        var dues = new LinkedHashMap<Long, Instant>();
        if (due != null && dependsOnPerson(due)) {
            Stream.of(rotation.users().stream(), leastLoaded.stream().map(Candidate::user), users.stream())
                    .flatMap(one -> one)
                    .distinct()
                    .forEach(user -> dues.put(
                            user, due.of(event, attendance.calendarOf(user), dues.isEmpty() ? warnings : _ -> {})));
        }
        return dues;
    }

    private boolean dependsOnPerson(Deadline due) {
        return due.dependsOnCalendar() && attendance.people().haveCalendars();
    }
}
