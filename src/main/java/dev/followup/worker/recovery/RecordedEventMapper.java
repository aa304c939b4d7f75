package dev.followup.worker.recovery;

import dev.followup.crm.eventlog.RecordedEvent;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventFacts;
import dev.followup.event.EventKey;
import dev.followup.event.EventTime;
import dev.followup.event.ObservedChange;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The mapper of recorded events to events as their webhooks would have reported them: with the same facts, as
/// far as they are recorded, and the same key.
public final class RecordedEventMapper {

    /// How far the recorded time and the entity's own time, which webhooks report, may differ: the CRM writes
    /// both while it makes one change.
    private static final long MAX_SECONDS_APART = 5;

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

    /// Every key that the event may have if a webhook reported it: with a time that differs by some seconds or
    /// without any, with the former values or without.
    public Set<String> keys(String account, RecordedEvent recorded) {
        return observedChanges(recorded)
                .flatMap(report ->
                        times(recorded).map(time -> new EventKey(account, recorded.kind(), report, time).text()))
                .collect(Collectors.toSet());
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

    private Stream<EventTime> times(RecordedEvent recorded) {
        var time = recorded.time();
        var last = new EventTime(time.plus(longestDelay), false);
        return Stream.concat(
                LongStream.rangeClosed(-MAX_SECONDS_APART, MAX_SECONDS_APART)
                        .mapToObj(seconds -> new EventTime(time.plusSeconds(seconds), true)),
                Stream.concat(Stream.of(last), last.before()));
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
