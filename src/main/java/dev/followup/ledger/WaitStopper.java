package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.WaitRequest.Stop;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// The stop of waits.
final class WaitStopper {

    private final WaitChanges changes;

    WaitStopper(WaitChanges changes) {
        this.changes = changes;
    }

    /// Drops everything of the rule that waits and is stopped.
    void stop(Stop stop) {
        var stopping = StoppingEvent.of(stop);
        drop(stopping, _ -> true);
        stopping.keys()
                .forEach(key -> changes.update(
                        key, changes.marker(key).stopped(stop.by().type(), stopping.mark())));
    }

    /// Drops what waits and is stopped, and lets begin what was held back behind it.
    ///
    /// @param isMeant which actions are dropped, by their positions
    void drop(StoppingEvent stopping, IntPredicate isMeant) {
        var dropped = new LinkedHashSet<EventSubject>();
        for (var waiting : waiting(stopping)) {
            var keys = waiting.keys(stopping.rule()).stream()
                    .filter(key -> isMeant.test(key.origin().position()))
                    .toList();
            keys.forEach(changes::remove);
            if (!keys.isEmpty()) {
                changes.change(stopping.rule(), waiting, waiting.without(isMeant));
            }
            if (!keys.isEmpty() && !waiting.isHeld()) {
                dropped.add(waiting.subject());
            }
        }
        for (var subject : dropped) {
            changes.report(new WaitResult(stopping.event(), stopping.rule(), subject, Kind.STOPPED, List.of()));
            beginHeld(stopping, subject);
        }
    }

    private void beginHeld(StoppingEvent stopping, EventSubject subject) {
        var all = stopping.keys().stream()
                .flatMap(key -> changes.marker(key).waiting().values().stream())
                .filter(waiting -> waiting.subject().equals(subject))
                .distinct()
                .toList();
        if (all.stream().allMatch(Waiting::isHeld)) {
            all.stream()
                    .min(Comparator.comparing(Waiting::at).thenComparing(Waiting::event))
                    .ifPresent(first -> beginHeld(stopping.rule(), first));
        }
    }

    private void beginHeld(String rule, Waiting held) {
        var waits = held.keys(rule).stream()
                .map(changes::find)
                .flatMap(Optional::stream)
                .toList();
        held.keys(rule).forEach(changes::remove);
        if (waits.isEmpty()) {
            changes.change(rule, held, null);
            return;
        }
        waits.forEach(wait -> changes.put(WaitKey.of(wait), wait));
        changes.change(rule, held, held.held(false));
        changes.report(new WaitResult(held.event(), rule, held.subject(), Kind.BEGAN, waits));
    }

    /// What waits and is stopped, the earliest first.
    private List<Waiting> waiting(StoppingEvent stopping) {
        var found = new HashSet<Waiting>();
        for (var key : stopping.keys()) {
            changes.marker(key).waiting().values().stream()
                    .filter(waiting -> stopping.stops(waiting, key.subject()))
                    .forEach(found::add);
        }
        return found.stream()
                .sorted(Comparator.comparing(Waiting::at).thenComparing(Waiting::event))
                .toList();
    }
}
