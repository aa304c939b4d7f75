package dev.followup.worker.recovery;

import dev.followup.crm.eventlog.RecordedChange;
import dev.followup.event.CrmEvent;
import dev.followup.event.Facts;
import dev.followup.event.UnixTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A past event, and the current state of its entity.
///
/// @param recorded the event as the CRM recorded it
/// @param current the same event with the facts that were fetched now
record ReconstructedEvent(CrmEvent recorded, CrmEvent current) {

    /// The time within which the CRM may record changes that belong to the event itself.
    private static final Duration SAME_MOMENT = Duration.ofSeconds(5);

    /// The type of the event's subject, such as `lead`.
    String subject() {
        return recorded.kind().subject();
    }

    /// The id of the event's subject.
    long id() {
        return recorded.facts().id(subject() + ".id").orElseThrow();
    }

    /// Whether the subject was changed after the event.
    boolean isChanged() {
        return time("updated_at")
                .filter(updated -> updated.isAfter(recorded.time().plus(SAME_MOMENT)))
                .isPresent();
    }

    /// The event with the facts of its time.
    ///
    /// @param changes the changes since then, of this subject and of others, the latest first
    CrmEvent asOfThen(List<RecordedChange> changes) {
        var then = recorded;
        for (var fact : current.facts().whole()) {
            var document = document(current.facts(), fact);
            if (fact.equals(subject())) {
                changes.stream().filter(this::isLater).forEach(change -> change.undo(document));
            }
            then = then.knowing(fact, document);
        }
        var created = time("created_at");
        return created.isEmpty()
                ? then
                : then.knowing(
                        "event",
                        Map.of(
                                "age",
                                Duration.between(created.get(), recorded.time()).toSeconds()));
    }

    private boolean isLater(RecordedChange change) {
        return change.id() == id() && change.time().isAfter(recorded.time());
    }

    private Optional<Instant> time(String name) {
        return current.facts().id(subject() + "." + name).flatMap(UnixTime::of);
    }

    private static Map<String, @Nullable Object> document(Facts facts, String subject) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        if (facts.document().get(subject) instanceof Map<?, ?> fact) {
            fact.forEach((name, value) -> document.put(String.valueOf(name), value));
        }
        return document;
    }
}
