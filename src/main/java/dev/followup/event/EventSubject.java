package dev.followup.event;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A thing in the CRM that an event is about or names, such as `leads/501`, `tasks/9001` or `talks/77`.
///
/// @param type its type in the plural: that of an entity, `tasks`, `talks`, `incoming-leads` or
/// `list-elements`
/// @param id its id in the CRM
public record EventSubject(String type, String id) {

    /// The longest id. The `uid` of incoming leads has some 60 characters, other ids have at most 36. A longer
    /// text would not fit into the keys of the ledger.
    /// Source: CRM documentation, "Webhooks format" and "Incoming leads"; read 2026-11-21.
    private static final int LONGEST_ID = 100;

    private static final String TASKS = "tasks";
    private static final String TALKS = "talks";
    private static final String INCOMING_LEADS = "incoming-leads";
    private static final String LIST_ELEMENTS = "list-elements";

    /// The facts that link a thing to another one, by the types of what they name.
    private static final List<Link> LINKS = List.of(
            new Link("lead.contact_id", EntityRef.Type.CONTACTS),
            new Link("lead.company_id", EntityRef.Type.COMPANIES),
            new Link("contact.company_id", EntityRef.Type.COMPANIES),
            new Link("contact.linked_company_id", EntityRef.Type.COMPANIES));

    /// An entity as a subject.
    public static EventSubject of(EntityRef entity) {
        return new EventSubject(entity.type().word(), Long.toString(entity.id()));
    }

    /// The subject with this text, such as `leads/501`.
    public static EventSubject of(String text) {
        int slash = text.indexOf('/');
        return new EventSubject(text.substring(0, slash), text.substring(slash + 1));
    }

    /// The event's own subject: its task, talk or entity. That of a message is its talk, else its contact; that of
    /// a note is what it hangs on. Empty if the event names none.
    public static Optional<EventSubject> of(CrmEvent event) {
        var facts = event.facts();
        return switch (event.kind().subject()) {
            case "task" -> at(facts, "task.id", TASKS);
            case "talk" -> at(facts, "talk.talk_id", TALKS);
            case "message" ->
                at(facts, "message.talk_id", TALKS)
                        .or(() -> at(facts, "message.contact_id", EntityRef.Type.CONTACTS.word()))
                        .or(() -> entity(event));
            case "incoming-lead" -> entity(event).or(() -> at(facts, "incoming-lead.uid", INCOMING_LEADS));
            case "list-element" -> at(facts, "list-element.id", LIST_ELEMENTS);
            default -> entity(event);
        };
    }

    /// What the event names: its own subject, what that hangs on, and the people who talk.
    public static Set<EventSubject> named(CrmEvent event) {
        var facts = event.facts();
        return Stream.of(
                        of(event),
                        entity(event),
                        at(facts, "message.contact_id", EntityRef.Type.CONTACTS.word()),
                        at(facts, "talk.contact_id", EntityRef.Type.CONTACTS.word()))
                .flatMap(Optional::stream)
                .collect(LinkedHashSet::new, Set::add, Set::addAll);
    }

    /// What the event names, and what is linked to that as far as the facts show it: the contact and the company of
    /// a lead, the company of a contact.
    public static Set<EventSubject> namedOrLinked(CrmEvent event) {
        var all = new LinkedHashSet<>(named(event));
        for (var type : EntityRef.Type.values()) {
            at(event.facts(), type.singular() + ".id", type.word()).ifPresent(all::add);
        }
        LINKS.forEach(link -> at(event.facts(), link.path, link.type.word()).ifPresent(all::add));
        return all;
    }

    /// Whether an event of one kind may name what an event of another kind is about, or what that is linked to.
    public static boolean mayName(EventKind kind, EventKind other) {
        return !Collections.disjoint(typesNamed(kind), typesNamedOrLinked(other));
    }

    /// The types of what events of a kind can name.
    public static Set<String> typesNamed(EventKind kind) {
        return switch (kind.subject()) {
            case "task" -> types(Stream.of(TASKS), Arrays.stream(EntityRef.Type.values()));
            case "talk", "message" ->
                types(
                        Stream.of(TALKS),
                        Stream.of(EntityRef.Type.CONTACTS, EntityRef.Type.LEADS, EntityRef.Type.CUSTOMERS));
            case "incoming-lead" -> types(Stream.of(INCOMING_LEADS), Stream.of(EntityRef.Type.LEADS));
            case "list-element" -> Set.of(LIST_ELEMENTS);
            default -> types(Stream.of(), EntityRef.Type.of(kind.subject()).stream());
        };
    }

    private static Set<String> typesNamedOrLinked(EventKind kind) {
        var all = new HashSet<>(typesNamed(kind));
        if (all.contains(EntityRef.Type.LEADS.word())) {
            all.add(EntityRef.Type.CONTACTS.word());
        }
        if (all.contains(EntityRef.Type.CONTACTS.word())) {
            all.add(EntityRef.Type.COMPANIES.word());
        }
        return all;
    }

    private static Set<String> types(Stream<String> others, Stream<EntityRef.Type> entities) {
        return Stream.concat(others, entities.map(EntityRef.Type::word)).collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<EventSubject> entity(CrmEvent event) {
        return Optional.ofNullable(event.entity()).map(EventSubject::of);
    }

    private static Optional<EventSubject> at(Facts facts, String path, String type) {
        return facts.at(path)
                .map(Object::toString)
                .filter(id -> !id.isBlank() && !id.equals("0") && id.length() <= LONGEST_ID)
                .map(id -> new EventSubject(type, id));
    }

    /// Whether it is a task.
    public boolean isTask() {
        return type.equals(TASKS);
    }

    /// The text, such as `leads/501`.
    @Override
    public String toString() {
        return type + "/" + id;
    }

    private record Link(String path, EntityRef.Type type) {}
}
