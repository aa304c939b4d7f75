package dev.followup.ledger;

import dev.followup.event.EntityRef;
import dev.followup.event.EventSubject;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.Marker.Made;
import dev.followup.task.CloseGuard;
import dev.followup.task.DraftCommand;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskSelection;
import dev.followup.task.WaitRequest.Close;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The closing of tasks that an action has added.
final class TaskCloser {

    /// Keeps apart the commands that close tasks of several entities. No rule has so many actions.
    private static final int MAX_ACTIONS = 1000;

    private final WaitChanges changes;
    private final WaitStopper stopper;

    TaskCloser(WaitChanges changes, WaitStopper stopper) {
        this.changes = changes;
        this.stopper = stopper;
    }

    /// Drops the action if it waits.
    ///
    /// @return the commands that close its tasks
    List<DraftCommand> close(Close close) {
        var stopping = StoppingEvent.of(close);
        stopper.drop(stopping, position -> position == close.position());
        var closings = closings(close, stopping);
        var name = closing(close.position(), close.by().type());
        stopping.keys().forEach(key -> changes.update(key, changes.marker(key).closed(name, stopping.mark())));
        return closings;
    }

    /// The commands that close the tasks of an action: one for each entity on which they hang.
    private List<DraftCommand> closings(Close close, StoppingEvent stopping) {
        var open = new TreeMap<EntityRef, Set<String>>(Comparator.comparing(EntityRef::toString));
        for (var key : stopping.keys()) {
            changes.marker(key).made().stream()
                    .filter(made -> isClosed(made, close, key.subject()))
                    .forEach(made -> open.computeIfAbsent(made.about(), _ -> new HashSet<>())
                            .add(made.command()));
            changes.update(key, changes.marker(key).withoutMade(made -> isClosed(made, close, key.subject())));
        }
        var drafts = new ArrayList<DraftCommand>();
        open.forEach((entity, commands) -> {
            int position = -1 - close.position() - MAX_ACTIONS * drafts.size();
            drafts.add(DraftCommand.of(new TaskCommand.Complete(
                    new Origin(close.event(), close.rule(), position),
                    new TaskSelection.Open(OpenTaskFilter.addedBy(entity, commands)),
                    close.result())));
        });
        return drafts;
    }

    private static boolean isClosed(Made made, Close close, EventSubject named) {
        var origin = Origin.of(made.command());
        return origin.position() == close.position()
                && !origin.event().equals(close.event())
                && StoppingEvent.names(made.subject(), named, close.by().type())
                && !EventOrder.isBefore(close.at(), made.at());
    }

    /// Whether no later event that was heard before closes the task of a draft.
    boolean isNotClosed(DraftCommand draft) {
        var guard = draft.closable();
        if (guard == null || !isClosed(draft.command().origin(), guard)) {
            return true;
        }
        var origin = draft.command().origin();
        changes.report(new WaitResult(origin.event(), origin.rule(), guard.subject(), Kind.STOPPED_BEFORE, List.of()));
        return false;
    }

    private boolean isClosed(Origin origin, CloseGuard guard) {
        var prefix = closing(origin.position(), "");
        return guard.subjects().stream()
                .anyMatch(named -> changes.marker(new Marker.Key(origin.rule(), named)).closings().entrySet().stream()
                        .anyMatch(mark -> mark.getKey().startsWith(prefix)
                                && StoppingEvent.names(
                                        guard.subject(), named, mark.getKey().substring(prefix.length()))
                                && EventOrder.isAfter(mark.getValue(), guard.subject(), guard.at(), origin.event())));
    }

    private static String closing(int position, String type) {
        return position + "|" + type;
    }

    /// Remembers the commands whose tasks a later event may close.
    void recordMade(List<DraftCommand> drafts, WriteResult written) {
        var added = written.added().stream().map(one -> one.command().key()).collect(Collectors.toSet());
        for (var draft : drafts) {
            var guard = draft.closable();
            if (guard != null
                    && added.contains(draft.command().key())
                    && draft.command() instanceof TaskCommand.Create create
                    && create.task().about() != null) {
                var made = new Made(
                        create.key(), guard.subject(), guard.at(), create.task().about());
                guard.subjects().forEach(subject -> {
                    var key = new Marker.Key(create.origin().rule(), subject);
                    changes.update(key, changes.marker(key).made(made));
                });
            }
        }
    }
}
