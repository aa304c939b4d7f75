package dev.followup.worker.recovery;

import dev.followup.crm.eventlog.RecordedEvent;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventFacts;
import dev.followup.event.EventKey;
import dev.followup.event.EventTime;
import dev.followup.event.ObservedChange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The mapper of recorded events to events as their webhooks would have reported them: with the same facts, as
/// far as they are recorded, and the same key.
public final class RecordedEventMapper {

    /// How far the recorded time of a change and the entity's own time, which webhooks report, may differ. The
    /// same change of the same entity within that time counts as one.
    private static final Duration MAX_DEVIATION = Duration.ofMinutes(10);

    /// How long after the event the inbox may receive the last webhook that reports it.
    private final Duration longestDelay;

    /// A mapper.
    ///
    /// @param longestDelay how long after an event its last webhook may be received
    public RecordedEventMapper(Duration longestDelay) {
        this.longestDelay = longestDelay;
    }

    /// The event as its webhook would have reported it.
    ///
    /// @param about the entity that the event's tasks are linked to, if it is not the event's subject;
    /// otherwise `null`
    public CrmEvent event(String account, RecordedEvent recorded, @Nullable EntityRef about) {
        var report = observedChange(recorded, recorded.now(), recorded.old(), about);
        var facts = new EventFacts(recorded.kind(), report, recorded.time()).facts();
        var time = new EventTime(recorded.time(), true);
        var key = new EventKey(account, recorded.kind(), report, time).text();
        var event = new CrmEvent(recorded.kind(), account, report.entity(), recorded.time(), facts, key);
        return ObservedChange.isBeginning(recorded.kind()) ? event.knowing("event", Map.of("age", 0L)) : event;
    }

    /// Every key under which a record of the event may be found if a webhook reported it: without seconds, or
    /// by when the webhook may have been received; with the former values or without.
    public Set<String> keys(String account, RecordedEvent recorded) {
        return Stream.concat(keysByReceipt(account, recorded), coarseKeys(account, recorded))
                .collect(Collectors.toSet());
    }

    /// Whether a webhook reported the event.
    ///
    /// @param heard the times of events that webhooks reported, by their keys and coarse keys
    public boolean isHeard(String account, RecordedEvent recorded, Map<String, Instant> heard) {
        return keysByReceipt(account, recorded).anyMatch(heard::containsKey)
                || coarseKeys(account, recorded)
                        .flatMap(key -> Stream.ofNullable(heard.get(key)))
                        .anyMatch(time -> isSame(recorded, time));
    }

    /// An addition happens once, whatever its time.
    private static boolean isSame(RecordedEvent recorded, Instant time) {
        return ObservedChange.isBeginning(recorded.kind())
                || Duration.between(recorded.time(), time).abs().compareTo(MAX_DEVIATION) <= 0;
    }

    /// The keys of webhooks that report no time.
    private Stream<String> keysByReceipt(String account, RecordedEvent recorded) {
        var slots = Stream.iterate(
                        new EventTime(recorded.time().minus(MAX_DEVIATION), false),
                        slot -> !slot.instant()
                                .isAfter(recorded.time().plus(longestDelay).plus(MAX_DEVIATION)),
                        slot -> slot.plusSlots(1))
                .toList();
        return observedChanges(recorded)
                .flatMap(change ->
                        slots.stream().map(slot -> new EventKey(account, recorded.kind(), change, slot).text()));
    }

    private static Stream<String> coarseKeys(String account, RecordedEvent recorded) {
        var time = new EventTime(recorded.time(), true);
        return observedChanges(recorded)
                .flatMap(change -> Stream.of(time.plusSlots(-1), time, time.plusSlots(1))
                        .flatMap(slot -> new EventKey(account, recorded.kind(), change, slot).coarse().stream()));
    }

    private static Stream<ObservedChange> observedChanges(RecordedEvent recorded) {
        var now = without(ObservedChange.PIPELINE, recorded.now());
        var old = without(ObservedChange.PIPELINE, recorded.old());
        return Stream.of(
                observedChange(recorded, recorded.now(), recorded.old(), null),
                observedChange(recorded, now, old, null),
                observedChange(recorded, now, Map.of(), null));
    }

    private static Map<String, Object> without(String name, Map<String, Object> values) {
        var rest = new HashMap<>(values);
        rest.remove(name);
        return rest;
    }

    private static ObservedChange observedChange(
            RecordedEvent recorded, Map<String, Object> now, Map<String, Object> old, @Nullable EntityRef about) {
        var kind = recorded.kind();
        var document = new LinkedHashMap<String, Object>();
        document.put("id", recorded.id());
        document.putAll(now);
        document.put(ObservedChange.isBeginning(kind) ? "created_by" : "updated_by", recorded.author());
        var entity = EntityRef.Type.of(kind.subject())
                .map(type -> new EntityRef(type, recorded.id()))
                .orElse(about);
        return new ObservedChange(kind, kind.subject(), Long.toString(recorded.id()), document, old, entity);
    }
}
