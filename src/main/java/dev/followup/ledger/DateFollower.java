package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.IfLate;
import java.util.List;
import java.util.stream.IntStream;

/// What waits for the dates of entities, as these change.
final class DateFollower {

    private final WaitChanges changes;

    DateFollower(WaitChanges changes) {
        this.changes = changes;
    }

    /// Waits for the first date that has not fired yet, unless what is known of the date is newer.
    void followUnlessOlder(Follow follow) {
        var known =
                changes.marker(new Marker.Key(follow.rule(), follow.subject())).dates();
        if (known == null || !EventOrder.isBefore(follow.updatedAt(), known.updatedAt())) {
            follow(follow);
        }
    }

    /// Waits for the first date that has not fired yet, and for no other one any more. What still waits of a
    /// date that has fired in part is left.
    void follow(Follow follow) {
        var key = new Marker.Key(follow.rule(), follow.subject());
        passOver(follow, key);
        var before = changes.marker(key);
        var next = follow.dates().stream()
                .filter(date -> !before.hasFired(date.key()))
                .filter(date -> follow.ifLate() == IfLate.FIRE || !isNewAndLate(date, follow, before))
                .findFirst();
        boolean isKept = next.filter(date -> isWaitedFor(date, before)).isPresent();
        var others = before.waiting().values().stream()
                .filter(waiting -> !before.hasFired(waiting.event()))
                .filter(waiting -> !isKept || !waiting.event().equals(next.get().key()))
                .toList();
        if (before.dates() == null && others.isEmpty() && next.isEmpty()) {
            return;
        }
        for (var other : others) {
            other.keys(follow.rule()).stream()
                    .filter(wait -> !changes.isEnded(wait))
                    .forEach(changes::remove);
            changes.change(follow.rule(), other, null);
        }
        changes.update(key, changes.marker(key).reported(follow.updatedAt()));
        if (!isKept && next.isPresent()) {
            var waits = waits(follow, next.get());
            var waiting = Waiting.of(
                    next.get().key(),
                    follow.subject(),
                    follow.subjects(),
                    next.get().time(),
                    waits);
            waits.forEach(wait -> changes.put(WaitKey.of(wait), wait));
            changes.change(follow.rule(), waiting, waiting);
            changes.report(new WaitResult(follow.event(), follow.rule(), follow.subject(), Kind.BEGAN, waits));
        } else if (!isKept && !others.isEmpty()) {
            changes.report(new WaitResult(follow.event(), follow.rule(), follow.subject(), Kind.STOPPED, List.of()));
        }
    }

    /// Records that the dates never fire whose time passed before the rule's first walk.
    private void passOver(Follow follow, Marker.Key key) {
        if (follow.ifLate() == IfLate.PASS) {
            follow.dates().stream()
                    .filter(date -> isNewAndLate(date, follow, changes.marker(key)))
                    .forEach(date -> changes.update(key, changes.marker(key).fired(date.key(), follow.updatedAt())));
        }
    }

    private static boolean isNewAndLate(CrmEvent date, Follow follow, Marker marker) {
        return follow.isLate(date) && !marker.waiting().containsKey(date.key());
    }

    /// Whether a date is waited for already, and until the same time; or its time has come, and it is asked soon.
    private boolean isWaitedFor(CrmEvent date, Marker marker) {
        var waiting = marker.waiting().get(date.key());
        return waiting != null
                && (!date.time().isAfter(changes.now())
                        || waiting.steps().values().stream()
                                .allMatch(step ->
                                        step.getEpochSecond() == date.time().getEpochSecond()));
    }

    private static List<Wait> waits(Follow follow, CrmEvent date) {
        return IntStream.range(0, follow.actions())
                .mapToObj(position -> new Wait(
                        new Origin(date.key(), follow.rule(), position),
                        date,
                        follow.storedAt(),
                        follow.subject(),
                        follow.subjects(),
                        date.time()))
                .toList();
    }

    /// Records that an action fired for a date, so that the date fires once.
    void fired(Wait wait) {
        var origin = wait.origin();
        var key = new Marker.Key(origin.rule(), wait.subject());
        changes.update(key, changes.marker(key).fired(origin.event(), wait.due()));
        var waiting = changes.marker(key).waiting().get(origin.event());
        if (waiting != null) {
            changes.change(origin.rule(), waiting, waiting.without(position -> position == origin.position()));
        }
    }
}
