package dev.followup.worker.schedule;

import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.TaskAddition;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/// The walks of scheduled rules through the leads, contacts, companies or customers of an account. A walk takes
/// several ticks if there are thousands: at each it takes a limited time and half of the CRM's rate limit at
/// most, so that webhooks do not wait for it.
@ApplicationScoped
public class EntityWalker {

    /// How long all walks of an account take at a tick.
    static final Duration TIME = Duration.ofSeconds(10);

    private final RuleBookStore books;
    private final CrmEntities entities;
    private final CrmTasks tasks;
    private final PersonEvents personEvents;

    public EntityWalker(RuleBookStore books, CrmEntities entities, CrmTasks tasks, PersonEvents personEvents) {
        this.books = books;
        this.entities = entities;
        this.tasks = tasks;
        this.personEvents = personEvents;
    }

    /// Begins the walking of one tick.
    ///
    /// @param session of the invocation
    /// @param additions the tasks that were added just before, so that the CRM may not show them yet
    public WalkingTime begin(CrmSession session, ClockTick tick, List<TaskAddition> additions) {
        var book = books.of(session.account());
        return new WalkingTime(
                session.childAtHalfRate(TIME), book, tick.message(), entities, tasks, personEvents, additions);
    }
}
