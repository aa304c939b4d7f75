package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Marker;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.ledger.WaitKey;
import dev.followup.task.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of waits, and of markers. What waits of an event is an attribute of its own in a marker, so that it can
/// be changed there without reading the marker.
final class WaitItems {

    private static final String WAIT = "wait";
    private static final String VERSION = "version";

    /// Grows with each change of a marker.
    private static final String REVISION = "revision";

    /// A marker but for what waits.
    private static final String CONTENT = "content";

    /// What the names of the attributes begin with that hold what waits.
    private static final String WAITING = "waiting_";

    /// How long a marker is kept after its last stop.
    private static final Duration KEPT_AFTER_STOP = EventItems.RETENTION;

    /// How long a marker is kept after its last task, or after what waits last is due.
    private static final Duration KEPT_AFTER_USE = Duration.ofDays(400);

    private WaitItems() {}

    /// The item of an action that waits. It never expires, since that is no clock, unless it is held back.
    static Item wait(String account, WaitKey key, Wait wait) {
        var item = Item.of(ItemKey.wait(account, key))
                .with(VERSION, LedgerJson.VERSION)
                .with(WAIT, LedgerJson.write(wait));
        return key.retryAt() == null ? item.expiring(wait.retryAt().plus(KEPT_AFTER_STOP)) : item;
    }

    /// The action in an item; empty if it cannot be read.
    static Optional<Wait> wait(Item item) {
        return item.read(readable -> {
            var wait = read(readable, WAIT, Wait.class);
            if (!item.key().sort().endsWith("#" + wait.key())) {
                throw new IllegalStateException("its content is that of " + wait.key());
            }
            return wait;
        });
    }

    /// The marker in an item; an empty one if there is none, or if it cannot be read.
    static Marker marker(@Nullable Item item) {
        return item == null ? Marker.EMPTY : item.read(WaitItems::readMarker).orElse(Marker.EMPTY);
    }

    private static Marker readMarker(Item item) {
        item.number(REVISION);
        var rest = item.has(CONTENT) ? read(item, CONTENT, Marker.class) : Marker.EMPTY;
        var waiting = new HashMap<String, Waiting>();
        item.attributes().keySet().stream()
                .filter(name -> name.startsWith(WAITING))
                .map(name -> LedgerJson.read(item.text(name), Waiting.class))
                .forEach(one -> waiting.put(one.event(), one));
        return new Marker(waiting, rest.stops(), rest.closings(), rest.made(), rest.dates());
    }

    private static <T> T read(Item item, String name, Class<T> type) {
        if (item.number(VERSION) > LedgerJson.VERSION) {
            throw new IllegalStateException("it was written by a later release");
        }
        return LedgerJson.read(item.text(name), type);
    }

    /// The write of a marker, on the condition that it has not changed since it was read.
    ///
    /// @param read the item as it was read; `null` if there was none
    static ConditionalWrite marker(ItemKey key, Marker marker, @Nullable Item read, Instant now) {
        long revision = read == null
                ? 0
                : read.read(readable -> readable.number(REVISION) + 1).orElse(now.toEpochMilli());
        var content = new Marker(Map.of(), marker.stops(), marker.closings(), marker.made(), marker.dates());
        var item = Item.of(key)
                .with(REVISION, revision)
                .with(VERSION, LedgerJson.VERSION)
                .with(CONTENT, LedgerJson.write(content));
        if (marker.dates() == null) {
            item = item.expiring(end(marker, now)); // that a date has fired is kept for ever
        }
        for (var waiting : marker.waiting().values()) {
            item = item.with(attribute(waiting.event()), LedgerJson.write(waiting));
        }
        return ConditionalWrite.put(item).ifStill(read, REVISION);
    }

    private static Instant end(Marker marker, Instant now) {
        var ends = new ArrayList<>(List.of(now.plus(KEPT_AFTER_STOP)));
        if (!marker.made().isEmpty()) {
            ends.add(now.plus(KEPT_AFTER_USE));
        }
        marker.waiting().values().stream()
                .flatMap(waiting -> waiting.steps().values().stream())
                .forEach(due -> ends.add(due.plus(KEPT_AFTER_USE)));
        return ends.stream().max(Instant::compareTo).orElseThrow();
    }

    /// The change of what waits of events in a marker that has not been read.
    static ConditionalWrite change(ItemKey key, Map<String, Optional<Waiting>> events, Instant now) {
        var changes = new ArrayList<AttributeChange>();
        events.forEach((event, waiting) -> changes.add(waiting.<AttributeChange>map(
                        one -> new AttributeChange.Set(attribute(event), AttributeValue.fromS(LedgerJson.write(one))))
                .orElseGet(() -> new AttributeChange.Remove(attribute(event)))));
        changes.add(new AttributeChange.Increment(REVISION, 0));
        changes.add(new AttributeChange.Set(
                "expires", Item.number(now.plus(KEPT_AFTER_USE).getEpochSecond())));
        return ConditionalWrite.update(key, changes.toArray(AttributeChange[]::new));
    }

    /// The name of the attribute that holds what waits of an event: in an expression a name has letters and digits.
    private static String attribute(String event) {
        return WAITING
                + UUID.nameUUIDFromBytes(event.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "");
    }
}
