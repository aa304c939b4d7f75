package dev.followup.worker.schedule;

import dev.followup.ledger.Walk;
import dev.followup.rule.DueRule;
import dev.followup.rule.EntitySearch;
import dev.followup.task.WaitRequest;
import dev.followup.telemetry.LogTime;
import dev.followup.worker.intake.ReceivedEvent;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A part of a walk: what a rule has found, and how far it has come with that. Both are written down together.
///
/// @param events what was found
/// @param waits what a rule on a date is to wait for
/// @param rule the rule; `null` if the book does not have it any more
/// @param walk the walk behind these events
/// @param goesOn whether there is more of it, and time for that
public record WalkPortion(
        List<ReceivedEvent> events,
        List<WaitRequest> waits,
        @Nullable DueRule rule,
        Walk walk,
        boolean goesOn) {

    private static final Logger LOG = Logger.getLogger(WalkPortion.class);

    public WalkPortion {
        events = List.copyOf(events);
        waits = List.copyOf(waits);
    }

    /// Logs the end of a walk, once it is written down.
    public void log(String account) {
        if (!walk.isOver()) {
            return;
        }
        var slot = LogTime.of(walk.slot());
        if (rule == null) {
            LOG.infof(
                    "%s: the run of rule %s of %s ends, since the rule book has no such search any more",
                    account, walk.rule(), slot);
            return;
        }
        if (!(rule.search() instanceof EntitySearch search)) {
            LOG.infof(
                    "%s: rule %s has looked for dates of %s at %s: %d read, %d with a date",
                    account, rule.rule(), rule.kind().plural(), slot, walk.position(), walk.found());
            return;
        }
        LOG.infof(
                "%s: the run of rule %s of %s is over: %d %s read, %d events",
                account, rule.rule(), slot, walk.position(), search.type().word(), walk.found());
        if (walk.beyond() > 0) {
            logBeyondLimit(account, rule, walk.beyond(), search.isAlwaysSure());
        }
    }

    /// Logs that a rule found more than its limit.
    ///
    /// @param beyond how many more
    /// @param isExact whether there are not even more
    static void logBeyondLimit(String account, DueRule rule, long beyond, boolean isExact) {
        LOG.errorf(
                "%s: rule %s reached its limit of %d events for its run of %s: it ignores %s%d more %s that it found."
                        + " Raise limit if this is intended, else narrow the search",
                account,
                rule.rule(),
                rule.limit(),
                LogTime.of(rule.slot()),
                isExact || rule.perPerson() ? "" : "at least ",
                beyond,
                rule.perPerson()
                        ? "people with what was found of them"
                        : rule.kind().plural());
    }
}
