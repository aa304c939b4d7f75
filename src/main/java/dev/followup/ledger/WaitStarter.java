package dev.followup.ledger;

import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.ledger.Marker.Mark;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.task.WaitRequest.Start;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The start of waits. An event that is ignored, since the rule waits for the subject from an earlier one, is held
/// back: a stop between the two that is heard last lets it begin. So the order of arrival makes no difference.
final class WaitStarter {

    /// The mark of the last event with which a wait began anew, among those of stops.
    private static final String BEGUN_ANEW = "begun-anew";

    private final CommandRegister commands;
    private final WaitChanges changes;

    WaitStarter(CommandRegister commands, WaitChanges changes) {
        this.commands = commands;
        this.changes = changes;
    }

    /// Begins a wait, unless the event was stopped before or something waits already.
    void start(Start start) {
        var own = changes.own(start.rule(), start.subject());
        if (own.stream().anyMatch(waiting -> waiting.event().equals(start.event()))) {
            return;
        }
        var waits = start.steps().stream()
                .map(step -> new Wait(
                        new Origin(start.event(), start.rule(), step.position()),
                        start.cause(),
                        start.storedAt(),
                        start.subject(),
                        start.subjects(),
                        step.due()))
                .toList();
        var at = start.cause().time();
        if (isStopped(start, at)) {
            report(start, Kind.STOPPED_BEFORE, List.of());
        } else if (isRuledOutByOnce(start)) {
            report(start, Kind.ONCE, List.of());
        } else {
            var waiting = waiting(start, at, waits);
            var before = own.stream()
                    .filter(one -> !one.isHeld() && one.overlaps(waiting))
                    .toList();
            boolean isBegunAnew = isBegunAnew(start, at);
            if (before.isEmpty() && isBegunAnew) {
                report(start, Kind.STOPPED_BEFORE, List.of());
            } else if (start.ifAgain() == IfAgain.ADD || before.isEmpty()) {
                begin(start, waiting, waits);
            } else if (start.ifAgain() == IfAgain.IGNORE) {
                startBeside(start, before, waiting, waits);
            } else if (before.stream().anyMatch(one -> EventOrder.isBefore(at, one.at()))) {
                report(start, Kind.WAITS_ALREADY, List.of());
            } else {
                before.forEach(one -> replace(start, one, null));
                begin(start, waiting, waits);
            }
        }
    }

    /// Whether the wait began anew with a later event that was heard before, and is over already. The event itself
    /// leaves its mark for earlier ones.
    private boolean isBegunAnew(Start start, Instant at) {
        if (start.ifAgain() != IfAgain.RESTART) {
            return false;
        }
        var key = new Marker.Key(start.rule(), start.subject());
        var last = changes.marker(key).stops().get(BEGUN_ANEW);
        changes.update(key, changes.marker(key).stopped(BEGUN_ANEW, new Mark(at, start.event())));
        return last != null && EventOrder.isBefore(at, last.at());
    }

    /// Begins a wait from the earlier event, and holds the later one back.
    private void startBeside(Start start, List<Waiting> before, Waiting waiting, List<Wait> waits) {
        if (before.stream().allMatch(one -> EventOrder.isBefore(waiting.at(), one.at()))) {
            for (var one : before) {
                var contents = one.keys(start.rule()).stream()
                        .map(changes::find)
                        .flatMap(Optional::stream)
                        .toList();
                replace(start, one, one.held(true));
                contents.forEach(wait -> changes.put(WaitKey.of(wait).held(), wait));
            }
            begin(start, waiting, waits);
        } else {
            if (mayHold(start)) {
                waits.forEach(wait -> changes.put(WaitKey.of(wait).held(), wait));
                changes.change(start.rule(), waiting.held(true), waiting.held(true));
            }
            report(start, Kind.WAITS_ALREADY, List.of());
        }
    }

    private boolean mayHold(Start start) {
        return start.subjects().stream()
                .map(subject -> changes.marker(new Marker.Key(start.rule(), subject)))
                .noneMatch(marker -> marker.waiting().values().stream()
                                .filter(Waiting::isHeld)
                                .count()
                        >= WaitRegister.MAX_HELD);
    }

    private void begin(Start start, Waiting waiting, List<Wait> waits) {
        if (start.subjects().stream().anyMatch(subject -> isFull(new Marker.Key(start.rule(), subject)))) {
            report(start, Kind.TOO_MANY, List.of());
            return;
        }
        waits.forEach(wait -> changes.put(WaitKey.of(wait), wait));
        changes.change(start.rule(), waiting, waiting);
        report(start, Kind.BEGAN, waits);
    }

    private boolean isFull(Marker.Key key) {
        return changes.marker(key).waiting().values().stream()
                        .filter(waiting -> !waiting.isHeld())
                        .count()
                >= WaitRegister.MAX_WAITING;
    }

    private void replace(Start start, Waiting before, @Nullable Waiting now) {
        before.keys(start.rule()).forEach(changes::remove);
        changes.change(start.rule(), before, now);
        report(start, Kind.REPLACED, List.of());
    }

    private static Waiting waiting(Start start, Instant at, List<Wait> waits) {
        return Waiting.of(start.event(), start.subject(), start.subjects(), at, waits);
    }

    private boolean isRuledOutByOnce(Start start) {
        return start.once() != null
                && commands.isRuledOutByOnce(new Origin(start.event(), start.rule(), 0), start.once());
    }

    private boolean isStopped(Start start, Instant at) {
        return start.subjects().stream()
                .anyMatch(named -> changes.marker(new Marker.Key(start.rule(), named)).stops().entrySet().stream()
                        .filter(stop -> !stop.getKey().equals(BEGUN_ANEW))
                        .anyMatch(stop -> StoppingEvent.names(start.subject(), named, stop.getKey())
                                && EventOrder.isAfter(stop.getValue(), start.subject(), at, start.event())));
    }

    private void report(Start start, Kind kind, List<Wait> waits) {
        changes.report(new WaitResult(start.event(), start.rule(), start.subject(), kind, waits));
    }
}
