package dev.followup.worker.schedule;

import dev.followup.account.token.TokenProvider;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.CrmEvent;
import dev.followup.inbox.Tick;
import dev.followup.rule.DueRule;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.Task;
import dev.followup.worker.delivery.DeliveryLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a tick of the clock into what it sets off in an account: an event for each rule whose time has come, or for
/// each task that such a rule finds.
@ApplicationScoped
public class RuleScheduler {

    /// How far an account's first tick of all looks back: as far as the one before it would have been.
    private static final Duration FIRST = Duration.ofMinutes(1);

    private final RuleBookStore books;
    private final CrmTasks crm;
    private final TokenProvider tokens;

    public RuleScheduler(RuleBookStore books, CrmTasks crm, TokenProvider tokens) {
        this.books = books;
        this.crm = crm;
        this.tokens = tokens;
    }

    /// What a tick sets off; it keeps the account's access, too. Ticks that did not come are made up for by the next
    /// one, once for each rule; one that comes again sets nothing off.
    ///
    /// @param last until when rules have been asked; `null` if never
    public DueEvents dueEvents(CrmSession session, @Nullable Instant last, Tick tick) {
        session.refreshTokenIfDue(tokens);
        var account = session.account();
        var after = last == null ? tick.time().minus(FIRST) : last;
        if (!tick.time().isAfter(after)) {
            return new DueEvents(List.of(), null);
        }
        var events = new ArrayList<CrmEvent>();
        boolean complete = true;
        for (var firing : books.of(account).due(after, tick.time())) {
            switch (find(session, firing)) {
                case CrmResult.All(var tasks) -> events.addAll(firing.events(account.name(), tasks));
                case CrmResult.Failed(var why) -> {
                    DeliveryLog.waits(account, "rule " + firing.rule() + " of " + firing.slot(), why);
                    complete = false;
                }
            }
        }
        // Even if it failed: the first tick of all leaves a mark, from which the next one goes on.
        var scheduledUntil = complete ? tick.time() : last == null ? after : null;
        return new DueEvents(events, scheduledUntil);
    }

    private CrmResult<List<Task>> find(CrmSession session, DueRule firing) {
        var tasks = firing.tasks();
        return tasks == null ? new CrmResult.All<>(List.of()) : crm.find(session, tasks.query(firing.slot()));
    }

    /// What a tick sets off.
    ///
    /// @param events what is to be planned, in the order of the book
    /// @param scheduledUntil until when all rules have been asked now, to be written down with what follows;
    /// `null` if the tick is no news, or if some rule must be asked again by the next one
    public record DueEvents(List<CrmEvent> events, @Nullable Instant scheduledUntil) {
        public DueEvents {
            events = List.copyOf(events);
        }
    }
}
