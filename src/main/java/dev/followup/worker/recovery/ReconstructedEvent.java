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
record ReconstructedEvent(CrmEvent reported, CrmEvent now) {

    /// So much later the CRM may note what belongs to the event itself.
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    /// What kind of thing it is, such as `lead`.
    String subject() {
        return reported.kind().subject();
    }

    /// The id of the thing.
    long id() {
        return reported.facts().id(subject() + ".id").orElseThrow();
    }

    /// Whether the thing, as it was fetched, has been changed since.
    boolean isChanged() {
        return second("updated_at")
                .filter(updated -> updated.isAfter(reported.time().plus(AT_ONCE)))
                .isPresent();
    }

    /// The event with what was known then.
    ///
    /// @param changes those since then, of this thing and of others, the latest first
    CrmEvent then(List<RecordedChange> changes) {
        var then = reported;
        for (var known : now.facts().whole()) {
            var document = document(now.facts(), known);
            if (known.equals(subject())) {
                changes.stream().filter(this::isLater).forEach(change -> change.undo(document));
            }
            then = then.knowing(known, document);
        }
        var created = second("created_at");
        return created.isEmpty()
                ? then
                : then.knowing(
                        "event",
                        Map.of(
                                "age",
                                Duration.between(created.get(), reported.time()).toSeconds()));
    }

    private boolean isLater(RecordedChange change) {
        return change.id() == id() && change.time().isAfter(reported.time());
    }

    private Optional<Instant> second(String name) {
        return now.facts().id(subject() + "." + name).map(Instant::ofEpochSecond);
    }

    private static Map<String, @Nullable Object> document(Facts facts, String subject) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        if (facts.document().get(subject) instanceof Map<?, ?> known) {
            known.forEach((name, value) -> document.put(String.valueOf(name), value));
        }
        return document;
    }
}
