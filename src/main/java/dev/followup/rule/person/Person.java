package dev.followup.rule.person;

import dev.followup.rule.time.WorkingTime;
import dev.followup.task.Absence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A person of a rule book.
///
/// @param name such as `anna`
/// @param user the id of the person's user in the CRM
/// @param isActive whether the directory of the account says nothing else
/// @param calendar when the person works; `null` for the working time of the book
/// @param away the absences that the book knows
/// @param deputy the name of the person who gets the tasks of an absent one; `null` for nobody
/// @param manager the name of the person's manager; `null` for nobody
/// @param maxOpenTasks how many open tasks are enough; `null` for any number
public record Person(
        String name,
        long user,
        boolean isActive,
        @Nullable WorkingTime calendar,
        List<Absence> away,
        @Nullable String deputy,
        @Nullable String manager,
        @Nullable Integer maxOpenTasks) {

    public Person {
        away = List.copyOf(away);
    }
}
