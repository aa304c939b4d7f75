package dev.followup.worker.delivery;

import dev.followup.crm.session.CrmSession;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.task.Outcome;
import dev.followup.telemetry.Metric;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// An account's list while an invocation works it off: notes how orders end, tells and counts it, and tells the
/// whole way of an event when nothing of it is left.
final class PendingCommands {

    private final CrmSession session;
    private final Ledger ledger;
    private final Clock clock;

    /// What this invocation has ended of events of which something is left, by their keys.
    private final Map<String, List<CommandResult>> ways = new HashMap<>();

    private List<PendingCommand> entries = List.of();

    PendingCommands(CrmSession session, Ledger ledger, Clock clock) {
        this.session = session;
        this.ledger = ledger;
        this.clock = clock;
    }

    /// What stands there now, read anew.
    List<PendingCommand> read() {
        entries = ledger.state(session.account().name()).pending();
        measure(clock.instant());
        return entries;
    }

    /// What stood there when it was read last, as it stands since: nobody else works on it.
    List<PendingCommand> entries() {
        return entries;
    }

    /// Notes how orders ended that stood there, or why they have not.
    ///
    /// @param outcomes by the orders' keys
    void close(Map<String, Outcome> outcomes) {
        ledger.close(session.account().name(), outcomes);
        var now = clock.instant();
        var ended = ended(outcomes);
        DeliveryLog.ended(session.account(), ended);
        ended.forEach(one -> count(one, now));
        entries = left(outcomes);
        measure(now);
        report(ended.stream().filter(CommandResult::isOver).toList(), now);
    }

    private List<CommandResult> ended(Map<String, Outcome> outcomes) {
        var ended = new ArrayList<CommandResult>();
        for (var entry : entries) {
            var outcome = outcomes.get(entry.command().key());
            if (outcome != null) {
                ended.add(new CommandResult(entry, outcome));
            }
        }
        return ended;
    }

    private List<PendingCommand> left(Map<String, Outcome> outcomes) {
        var left = new ArrayList<PendingCommand>();
        for (var entry : entries) {
            var outcome = outcomes.get(entry.command().key());
            if (outcome == null || outcome.isPending()) {
                left.add(outcome == null ? entry : entry.after(outcome));
            }
        }
        return List.copyOf(left);
    }

    private void count(CommandResult ended, Instant now) {
        var metrics = session.metrics();
        var measure = switch (ended.outcome()) {
            case Outcome.Done _ -> Metric.COMMANDS_DONE;
            case Outcome.Skipped _ -> Metric.COMMANDS_SKIPPED;
            case Outcome.Refused _ -> Metric.COMMANDS_REFUSED;
            case Outcome.Deferred _, Outcome.Blocked _ -> Metric.COMMANDS_DEFERRED;
            case Outcome.Uncertain _ -> Metric.COMMANDS_UNCERTAIN;
        };
        metrics.add(measure, 1);
        var cause = ended.entry().cause();
        if (measure == Metric.COMMANDS_DONE && cause != null) {
            metrics.note(Metric.EVENT_TO_TASK_LATENCY, cause.until(now));
        }
    }

    /// How much is left, and how old it is.
    private void measure(Instant now) {
        var oldest = entries.stream()
                .map(entry -> Duration.between(entry.since(), now).toSeconds())
                .max(Long::compare);
        session.metrics().set(Metric.PENDING_COMMANDS, entries.size());
        session.metrics().set(Metric.OLDEST_PENDING_AGE, oldest.orElse(0L));
    }

    private void report(List<CommandResult> over, Instant now) {
        over.forEach(
                one -> ways.computeIfAbsent(one.event(), _ -> new ArrayList<>()).add(one));
        Set<String> left =
                entries.stream().map(entry -> entry.command().origin().event()).collect(Collectors.toSet());
        over.stream()
                .map(CommandResult::event)
                .distinct()
                .filter(event -> !left.contains(event))
                .forEach(event -> {
                    var way = ways.remove(event);
                    if (way != null) {
                        DeliveryLog.way(session.account(), way, now);
                    }
                });
    }
}
