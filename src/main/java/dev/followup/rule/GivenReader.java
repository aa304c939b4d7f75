package dev.followup.rule;

import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what happens in a case: what stands behind `given`.
final class GivenReader {

    private static final Vocabulary KEYS = Vocabulary.of("hook", "event", "facts", "at");
    private static final Map<String, Place> FACTS =
            KnownFacts.ofAnyEvent(List.of()).document().fields();

    /// What facts have below `event` stands beside the others here.
    private static final Vocabulary EVENT = Vocabulary.of(Stream.concat(
                    Topic.fieldsOfEvent().stream(), FACTS.keySet().stream().filter(root -> !root.equals("event")))
            .toArray(String[]::new));

    private static final Vocabulary KINDS = Vocabulary.of(
                    Arrays.stream(EventKind.values()).map(EventKind::word).toArray(String[]::new))
            .expecting("a kind of event such as lead.added");
    private static final Vocabulary SUBJECTS = Vocabulary.of(
            Arrays.stream(EntityRef.Type.values()).map(EntityRef.Type::singular).toArray(String[]::new));

    private GivenReader() {}

    /// What happens, and when; empty, and noted, if the time is none.
    static Optional<RuleCase.Given> read(Passage passage) {
        var keys = passage.keys(KEYS);
        var hook = keys.optional("hook");
        var event = keys.optional("event");
        if (hook.isPresent() == event.isPresent()) {
            passage.object(
                    "found " + (hook.isPresent() ? "both" : "neither") + " hook and event, expected one of them");
        }
        var facts = keys.optional("facts");
        facts.filter(_ -> event.isPresent())
                .ifPresent(found -> found.object("found facts beside an event, which has all of them itself"));
        var body = hook.filter(RuleCasesReader::isText).map(GivenReader::inOnePiece);
        var told = event.map(GivenReader::event);
        var fetched = facts.map(GivenReader::documents).orElse(Map.of());
        return keys.required("at")
                .flatMap(GivenReader::time)
                .map(at -> new RuleCase.Given(body.orElse(null), told.orElse(null), fetched, at));
    }

    /// A body may stand on several lines, broken before or behind an `&`.
    private static String inOnePiece(Passage hook) {
        return hook.word().strip().replaceAll("\\s*&\\s*", "&");
    }

    private static Map<String, @Nullable Object> event(Passage passage) {
        var keys = passage.keys(EVENT);
        keys.required("kind").ifPresent(KINDS::admits);
        keys.values().forEach((name, facts) -> {
            if (FACTS.get(name) instanceof Place.Document && !facts.isMapping()) {
                facts.refuse("a mapping");
            }
        });
        return RuleCasesReader.document(keys);
    }

    private static Map<String, Map<String, @Nullable Object>> documents(Passage passage) {
        var documents = new LinkedHashMap<String, Map<String, @Nullable Object>>();
        passage.keys(SUBJECTS)
                .values()
                .forEach((subject, facts) -> documents.put(subject, RuleCasesReader.document(facts)));
        return documents;
    }

    private static Optional<Instant> time(Passage passage) {
        try {
            return Optional.of(OffsetDateTime.parse(passage.word()).toInstant());
        } catch (DateTimeException _) {
            passage.refuse("a time with its offset, such as 2026-11-23T10:00:00+03:00");
            return Optional.empty();
        }
    }
}
