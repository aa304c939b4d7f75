package dev.followup.worker.recovery;

import dev.followup.crm.eventlog.RecordedChange;
import dev.followup.event.CrmEvent;
import dev.followup.event.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A past event, and what is known by now of the thing that it happened to.
///
/// @param reported what is on record of the event itself
/// @param now the same with all that was fetched
record ReconstructedEvent(CrmEvent recorded, CrmEvent current) {

    /// So much later the CRM may note what belongs to the event itself.
    private static final Duration SAME_MOMENT = Duration.ofSeconds(5);

    /// What kind of thing it is, such as `lead`.
    String subject() {
        return recorded.kind().subject();
    }

    /// The id of the thing.
    long id() {
        return recorded.facts().id(subject() + ".id").orElseThrow();
    }

    /// Whether the thing, as it was fetched, has been changed since.
    boolean isChanged() {
        return time("updated_at")
                .filter(updated -> updated.isAfter(recorded.time().plus(SAME_MOMENT)))
                .isPresent();
    }

    /// The event with what was known then.
    ///
    /// @param changes those since then, of this thing and of others, the latest first
    CrmEvent asOfThen(List<RecordedChange> changes) {
        var then = recorded;
        for (var known : current.facts().whole()) {
            var document = document(current.facts(), known);
            if (known.equals(subject())) {
                changes.stream().filter(this::isLater).forEach(change -> change.undo(document));
            }
            then = then.knowing(known, document);
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
        return current.facts().id(subject() + "." + name).map(Instant::ofEpochSecond);
    }

    private static Map<String, @Nullable Object> document(Facts facts, String subject) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        if (facts.document().get(subject) instanceof Map<?, ?> known) {
            known.forEach((name, value) -> document.put(String.valueOf(name), value));
        }
        return document;
    }
}
