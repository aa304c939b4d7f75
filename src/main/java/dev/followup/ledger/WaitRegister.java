package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.DraftCommand;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.Close;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.Start;
import dev.followup.task.WaitRequest.Stop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The register of waits, as far as new work depends on them: it decides what begins to wait, what is stopped,
/// and which tasks are closed, and adds the commands through the [CommandRegister]. Which of two events is the
/// later one is a matter of the CRM's clock, in seconds.
public final class WaitRegister {

    /// The most events that may wait under one subject.
    static final int MAX_WAITING = 50;

    /// The most events of a subject that are held back.
    static final int MAX_HELD = 20;

    private final CommandRegister commands;
    private final WaitChanges changes;
    private final WaitStarter starter;
    private final DateFollower dates;
    private final WaitStopper stopper;
    private final TaskCloser closer;

    /// A register.
    ///
    /// @param known what has been read
    /// @param now when the work is written
    public WaitRegister(CommandRegister commands, Known known, Instant now) {
        this.commands = commands;
        this.changes = new WaitChanges(known, now);
        this.starter = new WaitStarter(commands, changes);
        this.dates = new DateFollower(changes);
        this.stopper = new WaitStopper(changes);
        this.closer = new TaskCloser(changes, stopper);
    }

    /// What has been read of markers and waits.
    public interface Known {

        /// The marker, an empty one if there is none; nothing if it has not been read.
        Optional<Marker> marker(Marker.Key key);

        /// Whether it has been read whether this action waits.
        boolean isRead(WaitKey key);

        /// The action that waits; empty if there is none.
        Optional<Wait> find(WaitKey key);
    }

    /// The keys of the markers that must be read before this work is written.
    public static Set<Marker.Key> requiredMarkers(PlannedWork work) {
        var keys = new LinkedHashSet<Marker.Key>();
        work.waits().forEach(request -> addTo(keys, request.rule(), request.subjects()));
        work.drafts().forEach(draft -> addTo(keys, draft));
        for (var end : work.ended()) {
            if (end.draft() != null) {
                addTo(keys, end.draft());
            }
            if (end.changesMarker()) {
                addTo(keys, end.waiting().origin().rule(), end.waiting().subjects());
            }
        }
        return keys;
    }

    private static void addTo(Set<Marker.Key> keys, DraftCommand draft) {
        if (draft.closable() != null) {
            addTo(keys, draft.command().origin().rule(), draft.closable().subjects());
        }
    }

    private static void addTo(Set<Marker.Key> keys, String rule, Set<EventSubject> subjects) {
        subjects.forEach(subject -> keys.add(new Marker.Key(rule, subject)));
    }

    /// Applies the requests of planned work, then adds its drafts, then ends waits. The result counts only if nothing
    /// is [missing][#missing()].
    ///
    /// @param unfinished the keys of events of which more work follows
    public WriteResult add(PlannedWork work, Set<String> unfinished) {
        var closings = new ArrayList<DraftCommand>();
        for (var request : work.waits()) {
            if (!request.leavesRecord() || !commands.isComplete(request.event())) {
                apply(request, closings);
            }
        }
        var wanted = Stream.concat(closings.stream(), work.drafts().stream().filter(closer::isNotClosed))
                .toList();
        var planned = commands.add(wanted, unfinished, work.causes(), changes.now());
        closer.recordMade(wanted, planned);
        work.waits().stream()
                .filter(WaitRequest::leavesRecord)
                .map(WaitRequest::event)
                .filter(event -> !unfinished.contains(event))
                .forEach(commands::hear);
        var due = new ArrayList<DraftCommand>();
        work.ended().forEach(end -> end(end, due));
        var fired = commands.addFired(due, work.causes(), changes.now());
        closer.recordMade(due, fired);
        return planned.and(fired).waits(changes.results());
    }

    private void apply(WaitRequest request, List<DraftCommand> closings) {
        request.subjects().forEach(subject -> changes.forgetEnded(new Marker.Key(request.rule(), subject)));
        switch (request) {
            case Start start -> starter.start(start);
            case Follow follow -> dates.followUnlessOlder(follow);
            case Stop stop -> stopper.stop(stop);
            case Close close -> closings.addAll(closer.close(close));
        }
    }

    private void end(WaitEnd end, List<DraftCommand> due) {
        var wait = end.waiting();
        boolean isAlreadyThen = end.retryAt() != null
                && end.retryAt().getEpochSecond() == wait.retryAt().getEpochSecond();
        if (isAlreadyThen || !changes.end(WaitKey.of(wait))) {
            return;
        }
        if (end.retryAt() != null) {
            changes.postpone(wait.retryAt(end.retryAt()));
            moveStep(wait, end.retryAt());
            return;
        }
        if (end.draft() != null && closer.isNotClosed(end.draft())) {
            due.add(end.draft());
        }
        if (end.draft() != null && wait.waitsForDate()) {
            dates.fired(wait);
        }
        if (end.next() != null) {
            dates.follow(end.next());
        }
    }

    private void moveStep(Wait wait, Instant retryAt) {
        var origin = wait.origin();
        for (var subject : wait.subjects()) {
            var key = new Marker.Key(origin.rule(), subject);
            var waiting = changes.marker(key).waiting().get(origin.event());
            if (waiting != null && waiting.steps().containsKey(origin.position())) {
                var later = waiting.postponed(origin.position(), wait.due(), retryAt);
                changes.update(key, changes.marker(key).waiting(origin.event(), later));
            }
        }
    }

    /// The waits of which must be read whether they are still there, before the work can be written.
    public Set<WaitKey> missing() {
        return Set.copyOf(changes.missing());
    }

    /// The waits to be written, by their keys.
    public Map<WaitKey, Wait> put() {
        return changes.put();
    }

    /// The waits to be deleted, if they are there.
    public Set<WaitKey> removed() {
        return changes.removed();
    }

    /// The waits whose time has come: they must be there, and are deleted.
    public Set<WaitKey> ended() {
        return changes.ended();
    }

    /// The markers that have changed.
    public Map<Marker.Key, Marker> changed() {
        return changes.changed();
    }

    /// The changes of markers that have not been read: what waits of events then, by the events' keys.
    public Map<Marker.Key, Map<String, Optional<Waiting>>> changedElsewhere() {
        return changes.changedElsewhere();
    }
}
