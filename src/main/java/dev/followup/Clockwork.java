package dev.followup;

import dev.followup.account.Credentials;
import dev.followup.crm.CrmTasks;
import dev.followup.crm.Found;
import dev.followup.crm.Visit;
import dev.followup.event.CrmEvent;
import dev.followup.lane.Tick;
import dev.followup.rule.Firing;
import dev.followup.task.Task;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a tick of the clock into what it sets off in an account: an event for each rule whose time has come, or for
/// each task that such a rule finds.
@ApplicationScoped
class Clockwork {

    /// How far an account's first tick of all looks back: as far as the one before it would have been.
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final RuleBooks books;
    private final CrmTasks crm;
    private final Credentials credentials;

    Clockwork(RuleBooks books, CrmTasks crm, Credentials credentials) {
        this.books = books;
        this.crm = crm;
        this.credentials = credentials;
    }

    /// What a tick sets off; it keeps the account's access, too. Ticks that did not come are made up for by the next
    /// one, once for each rule; one that
    /// comes again sets nothing off.
    ///
    /// @param last until when rules have been asked; `null` if never
    Stroke strike(Visit visit, @Nullable Instant last, Tick tick) {
        visit.keep(credentials);
        var account = visit.account();
        var after = last == null ? tick.time().minus(FIRST) : last;
        if (!tick.time().isAfter(after)) {
            return new Stroke(List.of(), null);
        }
        var events = new ArrayList<CrmEvent>();
        boolean complete = true;
        for (var firing : books.of(account).due(after, tick.time())) {
            switch (find(visit, firing)) {
                case Found.All(var tasks) -> events.addAll(firing.events(account.name(), tasks));
                case Found.Failed(var why) -> {
                    Logbook.waits(account, "rule " + firing.rule() + " of " + firing.slot(), why);
                    complete = false;
                }
            }
        }
        // Even if it failed: the first tick of all leaves a mark, from which the next one goes on.
        var ticked = complete ? tick.time() : last == null ? after : null;
        return new Stroke(events, ticked);
    }

    private Found<List<Task>> find(Visit visit, Firing firing) {
        var tasks = firing.tasks();
        return tasks == null ? new Found.All<>(List.of()) : crm.find(visit, tasks.query(firing.slot()));
    }

    /// What a tick sets off.
    ///
    /// @param events what is to be planned, in the order of the book
    /// @param ticked until when all rules have been asked now, to be written down with what follows; `null` if the
    /// tick is no news, or if some rule must be asked again by the next one
    record Stroke(List<CrmEvent> events, @Nullable Instant ticked) {
        Stroke {
            events = List.copyOf(events);
        }
    }
}
