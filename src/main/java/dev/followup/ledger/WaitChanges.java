package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The changes of markers and waits that planned work makes, over what has been read of them.
final class WaitChanges {

    private final WaitRegister.Known known;
    private final Instant now;

    /// The markers as they were read: to read one takes long.
    private final Map<Marker.Key, Optional<Marker>> read = new HashMap<>();

    private final Map<Marker.Key, Marker> markers = new LinkedHashMap<>();
    private final Map<Marker.Key, Map<String, Optional<Waiting>>> elsewhere = new LinkedHashMap<>();
    private final Map<WaitKey, Wait> put = new LinkedHashMap<>();
    private final Set<WaitKey> removed = new LinkedHashSet<>();
    private final Set<WaitKey> ended = new LinkedHashSet<>();
    private final Set<WaitKey> missing = new LinkedHashSet<>();
    private final List<WaitResult> results = new ArrayList<>();

    /// No changes.
    ///
    /// @param known what has been read
    /// @param now when the work is written
    WaitChanges(WaitRegister.Known known, Instant now) {
        this.known = known;
        this.now = now;
    }

    Instant now() {
        return now;
    }

    /// The marker as it is now.
    Marker marker(Marker.Key key) {
        var changed = markers.get(key);
        return changed == null ? read(key).orElse(Marker.EMPTY) : changed;
    }

    private Optional<Marker> read(Marker.Key key) {
        return read.computeIfAbsent(key, known::marker);
    }

    /// Changes a marker that has been read.
    void update(Marker.Key key, Marker changed) {
        markers.put(key, changed);
    }

    /// Changes what waits of an event, under each of its subjects.
    ///
    /// @param after what waits of it now; `null` if nothing does
    void change(String rule, Waiting before, @Nullable Waiting after) {
        for (var subject : before.subjects()) {
            var key = new Marker.Key(rule, subject);
            if (markers.containsKey(key) || read(key).isPresent()) {
                markers.put(key, marker(key).waiting(before.event(), after));
            } else {
                elsewhere.computeIfAbsent(key, _ -> new HashMap<>()).put(before.event(), Optional.ofNullable(after));
            }
        }
    }

    /// What waits for a subject and belongs to it.
    List<Waiting> own(String rule, EventSubject subject) {
        return marker(new Marker.Key(rule, subject)).waiting().values().stream()
                .filter(waiting -> waiting.subject().equals(subject))
                .toList();
    }

    /// Lets an action wait.
    void put(WaitKey key, Wait wait) {
        removed.remove(key);
        put.put(key, wait);
    }

    /// Drops an action that waits, if it is there.
    void remove(WaitKey key) {
        put.remove(key);
        removed.add(key);
    }

    /// The action that waits; empty if there is none, or if it must be read first.
    Optional<Wait> find(WaitKey key) {
        if (put.containsKey(key) || removed.contains(key)) {
            return Optional.ofNullable(put.get(key));
        }
        if (!known.isRead(key)) {
            missing.add(key);
            return Optional.empty();
        }
        return known.find(key);
    }

    /// Ends a wait whose time has come.
    ///
    /// @return whether it is still there, as far as it has been read, and was not ended before
    boolean end(WaitKey key) {
        boolean isGone =
                removed.contains(key) || (known.isRead(key) && known.find(key).isEmpty());
        return !isGone && ended.add(key);
    }

    boolean isEnded(WaitKey key) {
        return ended.contains(key);
    }

    /// Lets an action wait on, to be asked later.
    void postpone(Wait later) {
        put.put(WaitKey.of(later), later);
    }

    /// Forgets what the marker lists though its time has come, and it has ended.
    void forgetEnded(Marker.Key key) {
        for (var waiting : marker(key).waiting().values()) {
            var left = waiting.without(position -> hasEnded(waiting, position, key.rule()));
            if (!waiting.equals(left)) {
                change(key.rule(), waiting, left);
                forgetHeldBehind(key.rule(), waiting.subject());
            }
        }
    }

    private boolean hasEnded(Waiting waiting, int position, String rule) {
        var retryAt = waiting.steps().get(position);
        return !waiting.isHeld()
                && retryAt != null
                && !retryAt.isAfter(now)
                && !isThere(new WaitKey(new Origin(waiting.event(), rule, position), retryAt));
    }

    private boolean isThere(WaitKey key) {
        boolean isUnknown = !removed.contains(key) && !known.isRead(key);
        return find(key).isPresent() || isUnknown;
    }

    private void forgetHeldBehind(String rule, EventSubject subject) {
        var own = own(rule, subject);
        if (own.stream().allMatch(Waiting::isHeld)) {
            own.forEach(held -> {
                held.keys(rule).forEach(this::remove);
                change(rule, held, null);
            });
        }
    }

    void report(WaitResult result) {
        results.add(result);
    }

    /// What became of the requests.
    List<WaitResult> results() {
        return results;
    }

    /// The waits to be written, by their keys.
    Map<WaitKey, Wait> put() {
        return put;
    }

    /// The waits to be deleted, if they are there.
    Set<WaitKey> removed() {
        return removed;
    }

    /// The waits whose time has come: they must be there, and are deleted.
    Set<WaitKey> ended() {
        return ended;
    }

    /// The waits of which must be read whether they are still there.
    Set<WaitKey> missing() {
        return missing;
    }

    /// The markers that have changed.
    Map<Marker.Key, Marker> changed() {
        var changed = new LinkedHashMap<Marker.Key, Marker>();
        markers.forEach((key, marker) -> {
            if (!Optional.of(marker).equals(read(key))) {
                changed.put(key, marker);
            }
        });
        return changed;
    }

    /// The changes of markers that have not been read: what waits of events then, by the events' keys.
    Map<Marker.Key, Map<String, Optional<Waiting>>> changedElsewhere() {
        return elsewhere;
    }
}
