package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.Wait;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What has been read of the markers and waits of the rule `call`, for tests of what depends on that: nothing at first.
final class TestWaits implements WaitRegister.Known {

    private final Map<Marker.Key, Marker> markers = new HashMap<>();
    private final Map<WaitKey, Optional<Wait>> waits = new HashMap<>();

    /// A marker that has been read, with what waits.
    TestWaits marker(EventSubject subject, Waiting... waiting) {
        var all = Stream.of(waiting).collect(Collectors.toMap(Waiting::event, one -> one));
        return marker(subject, new Marker(all, Map.of(), Map.of(), List.of(), null));
    }

    TestWaits marker(EventSubject subject, Marker marker) {
        markers.put(WaitSamples.key(subject), marker);
        return this;
    }

    /// An action that was found under its key.
    TestWaits found(WaitKey key, Wait wait) {
        waits.put(key, Optional.of(wait));
        return this;
    }

    /// A key under which nothing was found.
    TestWaits notFound(WaitKey key) {
        waits.put(key, Optional.empty());
        return this;
    }

    @Override
    public Optional<Marker> marker(Marker.Key key) {
        return Optional.ofNullable(markers.get(key));
    }

    @Override
    public boolean isRead(WaitKey key) {
        return waits.containsKey(key);
    }

    @Override
    public Optional<Wait> find(WaitKey key) {
        return waits.getOrDefault(key, Optional.empty());
    }
}
