package dev.followup.explain.cases;

import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.rule.fact.EntitySchema;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.FactType;
import dev.followup.yaml.AllowedWords;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The reader of a case's event: the value of `given`.
final class SampleEventReader {

    private static final AllowedWords KEYS = AllowedWords.of("webhook", "event", "facts", "at", "heard-at");
    private static final Map<String, FactType> FACTS =
            FactSchema.ofAnyEvent(Map.of()).document().fields();

    /// The fields that facts have below `event` are beside the others here.
    private static final AllowedWords EVENT = AllowedWords.of(Stream.concat(
                    EntitySchema.fieldsOfEvent().stream(),
                    FACTS.keySet().stream().filter(root -> !root.equals("event")))
            .toArray(String[]::new));

    private static final AllowedWords KINDS = AllowedWords.of(
                    Arrays.stream(EventKind.values()).map(EventKind::word).toArray(String[]::new))
            .expecting("a kind of event such as lead.added");
    private static final AllowedWords SUBJECTS = AllowedWords.of(
            Arrays.stream(EntityRef.Type.values()).map(EntityRef.Type::singular).toArray(String[]::new));

    private SampleEventReader() {}

    /// Reads the value of `given`: the event and its time; empty, with a problem noted, if the time is invalid.
    ///
    /// @param zone the zone of times without an offset
    static Optional<RuleCase.Given> read(YamlNode node, ZoneId zone) {
        return read(node, node.keys(KEYS), zone);
    }

    /// Reads the event and its time from keys of a mapping; empty, with a problem noted, if the time is invalid.
    ///
    /// @param zone the zone of times without an offset
    static Optional<RuleCase.Given> read(YamlNode node, YamlMapping keys, ZoneId zone) {
        var webhook = keys.optional("webhook");
        var event = keys.optional("event");
        if (webhook.isPresent() == event.isPresent()) {
            node.object("found " + (webhook.isPresent() ? "both webhook and event" : "neither webhook nor event")
                    + ", expected one of them");
        }
        var facts = keys.optional("facts");
        facts.filter(_ -> event.isPresent())
                .ifPresent(found -> found.object("found facts beside an event, which has all of them itself"));
        var body = webhook.filter(RuleCasesReader::isText).map(SampleEventReader::inOnePiece);
        var reported = event.map(SampleEventReader::event);
        var fetched = facts.map(SampleEventReader::fetched).orElse(Map.of());
        var heard = keys.optional("heard-at");
        heard.filter(_ -> webhook.isPresent())
                .ifPresent(found -> found.object(
                        "found \"heard-at\" beside a webhook, expected none: \"at\" is when" + " it is received"));
        var heardAt = heard.flatMap(found -> time(found, zone));
        return keys.required("at")
                .flatMap(found -> time(found, zone))
                .map(at ->
                        new RuleCase.Given(body.orElse(null), reported.orElse(null), fetched, at, heardAt.orElse(at)));
    }

    /// The body in one line. It may be on several lines, broken before or after an `&`.
    private static String inOnePiece(YamlNode webhook) {
        return webhook.word().strip().replaceAll("\\s*&\\s*", "&");
    }

    private static Map<String, @Nullable Object> event(YamlNode node) {
        var keys = node.keys(EVENT);
        keys.required("kind").ifPresent(KINDS::admits);
        keys.values().forEach((name, facts) -> {
            if (FACTS.get(name) instanceof FactType.Document && !facts.isMapping()) {
                facts.refuse("a mapping");
            }
        });
        return RuleCasesReader.document(keys);
    }

    /// Reads what the CRM would answer, by the subjects; problems are noted. `{}` means that it has no such thing.
    private static Map<String, Map<String, @Nullable Object>> fetched(YamlNode node) {
        return documents(node, SUBJECTS, facts -> isEmpty(facts) ? Map.of() : RuleCasesReader.document(facts));
    }

    /// Reads facts by their subjects; problems are noted.
    static Map<String, Map<String, @Nullable Object>> documents(YamlNode node, AllowedWords subjects) {
        return documents(node, subjects, RuleCasesReader::document);
    }

    private static Map<String, Map<String, @Nullable Object>> documents(
            YamlNode node, AllowedWords subjects, Function<YamlNode, Map<String, @Nullable Object>> document) {
        var documents = new LinkedHashMap<String, Map<String, @Nullable Object>>();
        node.keys(subjects).values().forEach((subject, facts) -> documents.put(subject, document.apply(facts)));
        return documents;
    }

    private static boolean isEmpty(YamlNode mapping) {
        return mapping.isMapping() && mapping.written().findAny().isEmpty();
    }

    /// Reads a time; empty, with a problem noted, if it is invalid.
    static Optional<Instant> time(YamlNode node, ZoneId zone) {
        var time = CaseTime.read(node.word(), zone);
        if (time.isEmpty()) {
            node.refuse("a time in the book's zone such as 2026-11-23 10:00, or one with its offset such as"
                    + " 2026-11-23T10:00:00+03:00");
        }
        return time;
    }
}
