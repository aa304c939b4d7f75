package dev.followup.worker.schedule;

import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.CrmEvent;
import dev.followup.rule.DueRule;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.Task;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.ReceivedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The scheduler of the rules that run by the clock: at a tick, it makes an event for each rule that is due, or
/// for each task that such a rule finds.
@ApplicationScoped
public class RuleScheduler {

    /// How far an account's first tick looks back: as far as the tick before it would have been.
    private static final Duration FIRST_LOOK_BACK = Duration.ofMinutes(1);

    private final RuleBookStore books;
    private final CrmTasks crm;

    public RuleScheduler(RuleBookStore books, CrmTasks crm) {
        this.books = books;
        this.crm = crm;
    }

    /// The events that are due at a tick. A tick covers missing ticks before it, once for each rule; a tick
    /// that is received again has no effect.
    ///
    /// @param scheduledUntil until when scheduled rules have been evaluated; `null` if never
    public DueEvents dueEvents(CrmSession session, @Nullable Instant scheduledUntil, ClockTick message) {
        var account = session.account();
        var time = message.tick().time();
        var after = scheduledUntil == null ? time.minus(FIRST_LOOK_BACK) : scheduledUntil;
        if (!time.isAfter(after)) {
            return DueEvents.NONE;
        }
        var events = new ArrayList<CrmEvent>();
        boolean isComplete = true;
        for (var rule : books.of(account).due(after, time)) {
            switch (find(session, rule)) {
                case CrmResult.All(var tasks) -> events.addAll(rule.events(account.name(), tasks));
                case CrmResult.Failed(var failure) -> {
                    failure.log(account.name(), "rule " + rule.rule() + " of " + rule.slot());
                    isComplete = false;
                }
            }
        }
        // The first tick of an account is recorded even if a rule failed: the next one begins there.
        var until = isComplete ? time : scheduledUntil == null ? after : null;
        return new DueEvents(
                events.stream()
                        .map(event -> new ReceivedEvent(event, message.message()))
                        .toList(),
                until);
    }

    private CrmResult<List<Task>> find(CrmSession session, DueRule rule) {
        var tasks = rule.tasks();
        return tasks == null ? new CrmResult.All<>(List.of()) : crm.find(session, tasks.query(rule.slot()));
    }

    /// The events that are due at a tick.
    ///
    /// @param events in the order of the rule book
    /// @param scheduledUntil until when all scheduled rules have been evaluated now, to be written down
    /// with the events' commands; `null` if the tick has no effect, or if the next one must evaluate a
    /// rule again
    public record DueEvents(
            List<ReceivedEvent> events, @Nullable Instant scheduledUntil) {

        /// No event is due, and no rule was evaluated.
        public static final DueEvents NONE = new DueEvents(List.of(), null);

        public DueEvents {
            events = List.copyOf(events);
        }
    }
}
