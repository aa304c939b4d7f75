package dev.followup.webhook;

import dev.followup.event.EntityRef;
import dev.followup.event.ObservedChange;
import dev.followup.webhook.FormNode.Branch;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The parser of one item of a webhook: finds its id, its present and former values, and the entity to which
/// tasks are linked.
final class ItemParser {

    private static final String FORMER = "old_";

    private ItemParser() {}

    /// Reads an item of a known entity and action.
    ///
    /// @throws MalformedWebhookException if the item lacks its id, or has an impossible value
    static ObservedChange read(WebhookEntity entity, String action, Branch item) throws MalformedWebhookException {
        var kind = entity.kind(action, item);
        var isNote = action.equals("note");
        var topic = isNote ? "note" : kind.subject();
        var now = new Branch();
        var old = new Branch();
        (isNote ? item.branch("note").orElse(item) : item).children().forEach((name, node) -> {
            if (name.startsWith(FORMER)) {
                old.put(name.substring(FORMER.length()), node);
            } else {
                now.put(name, node);
            }
        });
        var document = ItemMapper.of(now, topic);
        return new ObservedChange(
                kind,
                topic,
                id(topic, now),
                document,
                ItemMapper.of(old, topic),
                entity(kind.subject(), isNote, now, document).orElse(null));
    }

    private static String id(String topic, Branch item) throws MalformedWebhookException {
        return switch (topic) {
            case "note" -> item.text("id").orElse("");
            case "message" -> firstText(item, "id");
            case "talk" -> firstText(item, "talk_id", "id");
            case "incoming-lead" -> firstText(item, "uid", "lead_id");
            default -> Long.toString(requiredNumber(item, "id"));
        };
    }

    private static Optional<EntityRef> entity(String subject, boolean isNote, Branch item, Map<String, Object> document)
            throws MalformedWebhookException {
        return switch (subject) {
            case "task", "message", "talk" ->
                named(document)
                        .or(() -> number(item, "contact_id").map(id -> new EntityRef(EntityRef.Type.CONTACTS, id)));
            case "incoming-lead" -> lead(item).map(id -> new EntityRef(EntityRef.Type.LEADS, id));
            case "list-element" -> Optional.empty();
            default -> {
                long id = isNote ? requiredNumber(item, "element_id", "entity_id") : requiredNumber(item, "id");
                yield EntityRef.Type.of(subject).map(type -> new EntityRef(type, id));
            }
        };
    }

    /// The entity that an item names by `entity_type` and `entity_id`, or by their older names.
    private static Optional<EntityRef> named(Map<String, Object> document) {
        if (!(document.get("entity_id") instanceof Long id) || id <= 0) {
            return Optional.empty();
        }
        return EntityRef.Type.of(String.valueOf(document.get("entity_type"))).map(type -> new EntityRef(type, id));
    }

    /// The lead that an incoming lead is or became.
    private static Optional<Long> lead(Branch item) {
        return number(item, "lead_id")
                .or(() -> Stream.of("accept_result", "decline_result", "data")
                        .flatMap(name -> item.branch(name).flatMap(result -> result.branch("leads")).stream())
                        .flatMap(leads -> firstLead(leads).stream())
                        .findFirst());
    }

    /// The id of the first lead in a list, or of the only lead where an object is in the list's place. An
    /// object without an id names no lead: its other numbers are no ids.
    private static Optional<Long> firstLead(Branch leads) {
        if (!leads.isCollection()) {
            return number(leads, "id");
        }
        return leads.inOrder().stream().findFirst().flatMap(lead -> switch (lead.getValue()) {
            case FormNode.Text id -> leads.isList() ? number(id.value()) : Optional.empty();
            case Branch object -> number(object, "id");
        });
    }

    private static String firstText(Branch item, String... names) throws MalformedWebhookException {
        return Arrays.stream(names)
                .flatMap(name -> item.text(name).stream())
                .findFirst()
                .orElseThrow(() -> new MalformedWebhookException("has no " + String.join(" and no ", names)));
    }

    private static long requiredNumber(Branch item, String... names) throws MalformedWebhookException {
        var found = firstText(item, names);
        return number(found)
                .orElseThrow(() -> new MalformedWebhookException(
                        names[0] + " is " + MalformedWebhookException.quote(found) + ", expected a positive number"));
    }

    private static Optional<Long> number(Branch item, String name) {
        return item.text(name).flatMap(ItemParser::number);
    }

    private static Optional<Long> number(String text) {
        return FieldType.NUMBER
                .of(text)
                .flatMap(number -> number instanceof Long id && id > 0 ? Optional.of(id) : Optional.empty());
    }
}
