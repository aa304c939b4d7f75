package dev.followup;

import dev.followup.crm.Measure;
import dev.followup.crm.Visit;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.Entry;
import dev.followup.task.Outcome;
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
final class Worklist {

    private final Visit visit;
    private final Ledger ledger;
    private final Clock clock;

    /// What this invocation has ended of events of which something is left, by their keys.
    private final Map<String, List<Ended>> ways = new HashMap<>();

    private List<Entry> entries = List.of();

    Worklist(Visit visit, Ledger ledger, Clock clock) {
        this.visit = visit;
        this.ledger = ledger;
        this.clock = clock;
    }

    /// What stands there now, read anew.
    List<Entry> read() {
        entries = ledger.agenda(visit.account().name()).entries();
        measure(clock.instant());
        return entries;
    }

    /// What stood there when it was read last, as it stands since: nobody else works on it.
    List<Entry> entries() {
        return entries;
    }

    /// Notes how orders ended that stood there, or why they have not.
    ///
    /// @param outcomes by the orders' keys
    void close(Map<String, Outcome> outcomes) {
        ledger.close(visit.account().name(), outcomes);
        var now = clock.instant();
        var ended = ended(outcomes);
        Logbook.ended(visit.account(), ended);
        ended.forEach(one -> count(one, now));
        entries = left(outcomes);
        measure(now);
        tell(ended.stream().filter(Ended::isOver).toList(), now);
    }

    private List<Ended> ended(Map<String, Outcome> outcomes) {
        var ended = new ArrayList<Ended>();
        for (var entry : entries) {
            var outcome = outcomes.get(entry.order().key());
            if (outcome != null) {
                ended.add(new Ended(entry, outcome));
            }
        }
        return ended;
    }

    private List<Entry> left(Map<String, Outcome> outcomes) {
        var left = new ArrayList<Entry>();
        for (var entry : entries) {
            var outcome = outcomes.get(entry.order().key());
            if (outcome == null || outcome.staysOnTheList()) {
                left.add(outcome == null ? entry : entry.after(outcome));
            }
        }
        return List.copyOf(left);
    }

    private void count(Ended ended, Instant now) {
        var tally = visit.tally();
        var measure = switch (ended.outcome()) {
            case Outcome.Done _ -> Measure.ORDERS_DONE;
            case Outcome.Skipped _ -> Measure.ORDERS_SKIPPED;
            case Outcome.Refused _ -> Measure.ORDERS_REFUSED;
            case Outcome.Later _, Outcome.Blocked _ -> Measure.ORDERS_LATER;
            case Outcome.Uncertain _ -> Measure.ORDERS_UNCERTAIN;
        };
        tally.add(measure, 1);
        var occasion = ended.entry().occasion();
        if (measure == Measure.ORDERS_DONE && occasion != null) {
            tally.note(Measure.LAG, occasion.until(now));
        }
    }

    /// How much is left, and how old it is.
    private void measure(Instant now) {
        var oldest = entries.stream()
                .map(entry -> Duration.between(entry.since(), now).toSeconds())
                .max(Long::compare);
        visit.tally().set(Measure.TO_DO, entries.size());
        visit.tally().set(Measure.OLDEST_TO_DO, oldest.orElse(0L));
    }

    private void tell(List<Ended> over, Instant now) {
        over.forEach(
                one -> ways.computeIfAbsent(one.event(), _ -> new ArrayList<>()).add(one));
        Set<String> left =
                entries.stream().map(entry -> entry.order().origin().event()).collect(Collectors.toSet());
        over.stream()
                .map(Ended::event)
                .distinct()
                .filter(event -> !left.contains(event))
                .forEach(event -> {
                    var way = ways.remove(event);
                    if (way != null) {
                        Logbook.way(visit.account(), way, now);
                    }
                });
    }
}
