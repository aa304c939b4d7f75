package dev.followup.webhook;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.Happening;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells of what the CRM has on record as its hook would have told: the same facts, as far as they are on record,
/// and the same key.
public final class Retelling {

    /// How far the time on record and the entity's own, which hooks tell, may be apart: both are noted by the CRM
    /// while it does the same thing.
    private static final long SECONDS_APART = 5;

    /// How long after it happened the queue may take the last hook that tells of it.
    private final Duration longestDelay;

    /// @param longestDelay how long after something happened its last hook may come
    public Retelling(Duration longestDelay) {
        this.longestDelay = longestDelay;
    }

    /// What the hook would have told.
    ///
    /// @param about what tasks about it hang on, if that is not the thing itself; else `null`
    public CrmEvent event(String account, Happening happening, @Nullable EntityRef about) {
        var report = report(happening, happening.now(), happening.old(), about);
        var facts = new EventFacts(happening.kind(), report, happening.time()).facts();
        var time = new EventTime(happening.time(), true);
        var key = new EventKey(account, happening.kind(), report, time).text();
        var event = new CrmEvent(happening.kind(), account, report.entity(), happening.time(), facts, key);
        return Report.isBeginning(happening.kind()) ? event.knowing("event", Map.of("age", 0L)) : event;
    }

    /// Every key that the event may have, if a hook told of it: with a time some seconds apart or without any,
    /// with the former values or without.
    public Set<String> keys(String account, Happening happening) {
        return reports(happening)
                .flatMap(report ->
                        times(happening).map(time -> new EventKey(account, happening.kind(), report, time).text()))
                .collect(Collectors.toSet());
    }

    private static Stream<Report> reports(Happening happening) {
        var now = without(Report.PIPELINE, happening.now());
        var old = without(Report.PIPELINE, happening.old());
        return Stream.of(
                report(happening, happening.now(), happening.old(), null),
                report(happening, now, old, null),
                report(happening, now, Map.of(), null));
    }

    private static Map<String, Object> without(String name, Map<String, Object> values) {
        var rest = new HashMap<>(values);
        rest.remove(name);
        return rest;
    }

    private Stream<EventTime> times(Happening happening) {
        var time = happening.time();
        var last = new EventTime(time.plus(longestDelay), false);
        return Stream.concat(
                LongStream.rangeClosed(-SECONDS_APART, SECONDS_APART)
                        .mapToObj(seconds -> new EventTime(time.plusSeconds(seconds), true)),
                Stream.concat(Stream.of(last), last.before()));
    }

    private static Report report(
            Happening happening, Map<String, Object> now, Map<String, Object> old, @Nullable EntityRef about) {
        var kind = happening.kind();
        var document = new LinkedHashMap<String, Object>();
        document.put("id", happening.id());
        document.putAll(now);
        document.put(Report.isBeginning(kind) ? "created_by" : "updated_by", happening.author());
        var entity = EntityRef.Type.of(kind.subject())
                .map(type -> new EntityRef(type, happening.id()))
                .orElse(about);
        return new Report(kind, kind.subject(), Long.toString(happening.id()), document, old, entity);
    }
}
