package dev.followup.rule.fact;

import dev.followup.event.EventKind;
import dev.followup.event.ObservedChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The schema of entities: the fields that the CRM is known to have with their types, by their names in API v4;
/// fields that only webhooks have, by their own names. Which of them an event of each kind can have.
/// Source: CRM documentation, "Webhooks format" and the models of leads, contacts, companies, customers and
/// tasks; read 2026-11-21.
public enum EntitySchema {
    LEAD("""
            id:             id status_id pipeline_id responsible_user_id group_id created_by updated_by loss_reason_id
            id:             account_id source_id contact_id company_id
            text:           name
            number:         price score
            time:           created_at updated_at closed_at closest_task_at
            flag:           is_deleted
            texts:          tags
            text-or-number: labor_cost
            custom-fields:  custom_fields
            """),
    INCOMING_LEAD("""
            text:           uid category source source_uid request_id action
            id:             pipeline_id lead_id updated_by account_id
            time:           created_at
            text-or-number: source_id
            anything:       source_data data accept_result decline_result
            """),
    TASK("""
            id:             id task_type_id responsible_user_id group_id entity_id created_by updated_by account_id
            text:           text element_type result.text
            entity-type:    entity_type
            id:             result.id
            time:           complete_till created_at updated_at
            number:         duration
            flag:           is_completed action_close
            """),
    MESSAGE("""
            text:           id text type message_type origin chat_id entity_type author.name author.type
            text:           author.avatar_url
            text-or-number: author.id
            id:             talk_id contact_id entity_id account_id
            time:           created_at
            anything:       attachment
            """),
    TALK("""
            id:             talk_id contact_id entity_id account_id
            number:         rate
            flag:           is_in_work is_read
            text:           origin chat_id entity_type
            time:           created_at updated_at
            """),
    LIST_ELEMENT("""
            id:             id catalog_id created_by updated_by account_id
            text:           name type
            time:           created_at updated_at
            flag:           is_deleted
            custom-fields:  custom_fields
            """),
    NOTE("""
            id:             id note_type entity_id catalog_id responsible_user_id group_id created_by updated_by
            id:             account_id
            text:           text attachement
            entity-type:    entity_type
            time:           created_at updated_at
            anything:       metadata
            """),
    CONTACT("""
            id:             id responsible_user_id group_id created_by updated_by account_id company_id
            id:             linked_company_id
            text:           name first_name last_name type company_name
            time:           created_at updated_at closest_task_at
            flag:           is_deleted
            texts:          tags
            links:          linked_leads_id
            custom-fields:  custom_fields
            """),
    COMPANY("""
            id:             id responsible_user_id group_id created_by updated_by account_id
            text:           name type
            time:           created_at updated_at closest_task_at
            flag:           is_deleted
            texts:          tags
            links:          linked_leads_id
            custom-fields:  custom_fields
            """),
    CUSTOMER("""
            id:             id status_id period_id responsible_user_id group_id created_by updated_by account_id
            text:           name
            number:         next_price periodicity ltv purchases_count average_check
            time:           next_date task_last_date created_at updated_at closest_task_at
            flag:           is_deleted
            texts:          tags
            custom-fields:  custom_fields
            """),
    EVENT("""
            text:           kind rule
            id:             author
            number:         age
            flag:           by-robot own working-time
            """);

    private static final String WORKING_TIME = "working-time";

    private static final FactType.Document NOTHING = new FactType.Document(Map.of());
    private static final Map<EntitySchema, FactType.Document> FIELDS = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), schema -> FactType.Document.of(schema.table)));

    /// The former values that webhooks and the CRM's events list report, and the words by which `changed` names
    /// them.
    private static final Map<String, String> FORMER = formerWords();

    private static final Map<EntitySchema, List<String>> FORMER_OF = Map.of(
            LEAD, List.of("status_id", "pipeline_id", "responsible_user_id"),
            CONTACT, List.of("responsible_user_id"),
            COMPANY, List.of("responsible_user_id"),
            CUSTOMER, List.of("status_id", "responsible_user_id"),
            TASK, List.of("text", "responsible_user_id"));

    /// What webhooks of deletions report. Nothing more can be fetched then.
    private static final Map<EntitySchema, List<String>> LEFT_OF_DELETED = Map.of(
            LEAD, List.of("id", "status_id", "pipeline_id", "updated_by", "account_id"),
            CONTACT, List.of("id", "type", "updated_by", "account_id"),
            COMPANY, List.of("id", "type", "updated_by", "account_id"),
            TASK, List.of("id", "is_completed", "updated_by", "account_id"));

    /// The fields that webhooks never report, even those that report everything else.
    /// Source: CRM documentation, "Webhooks format" and the models of entities; read 2026-11-21.
    private static final Set<String> NEVER_REPORTED = Set.of(
            "lead.group_id",
            "lead.loss_reason_id",
            "lead.source_id",
            "lead.contact_id",
            "lead.company_id",
            "lead.score",
            "lead.closed_at",
            "lead.closest_task_at",
            "lead.is_deleted",
            "lead.labor_cost",
            "contact.group_id",
            "contact.first_name",
            "contact.last_name",
            "contact.company_id",
            "contact.closest_task_at",
            "contact.is_deleted",
            "company.group_id",
            "company.closest_task_at",
            "company.is_deleted");

    /// The kinds of event that the digital pipeline alone reports: without a user, without times.
    private static final Set<EventKind> OF_DIGITAL_PIPELINE =
            EnumSet.of(EventKind.LEAD_MAIL_IN, EventKind.LEAD_CALL_IN, EventKind.LEAD_CHAT, EventKind.LEAD_SITE_VISIT);

    /// Notes and messages are created by their event, and nothing is known of the age of their entity.
    private static final Set<EntitySchema> WITHOUT_AGE = EnumSet.of(NOTE, MESSAGE);

    private static final Map<EventKind, FactType.Document> BY_KIND = Arrays.stream(EventKind.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), EntitySchema::document));

    /// The subjects that have custom fields, by their names in facts.
    static final List<String> WITH_CUSTOM_FIELDS = FIELDS.entrySet().stream()
            .filter(topic -> topic.getValue().fields().containsValue(FactType.Open.CUSTOM_FIELDS))
            .map(topic -> topic.getKey().root())
            .sorted()
            .toList();

    private final String table;

    EntitySchema(String table) {
        this.table = table;
    }

    /// All facts that an event of a kind can have. What its webhook lacks is fetched.
    static FactType.Document of(EventKind kind) {
        return BY_KIND.getOrDefault(kind, NOTHING);
    }

    /// All facts that an event has which reports everything that was found of a person.
    ///
    /// @param kind the kind of what was found
    static FactType.Document ofPerson(EventKind kind) {
        var facts = FactType.Document.of("""
                id:     person.id
                text:   person.name
                number: %1$s.count
                texts:  %1$s.%2$s
                """.formatted(kind.plural(), kind.texts()));
        var kinds = new FactType.Document(Map.of("kind", new FactType.Words(List.of(kind.word()))));
        var event = kinds.and(EVENT.fields().only(List.of("rule", WORKING_TIME)));
        return facts.and(new FactType.Document(Map.of(EVENT.root(), event)));
    }

    private static FactType.Document document(EventKind kind) {
        var document = new LinkedHashMap<String, FactType>();
        for (var schema : schemas(kind)) {
            document.put(schema.root(), schema.fields(kind));
        }
        document.put(EVENT.root(), event(kind));
        var former = former(kind);
        if (!former.isEmpty()) {
            document.put(
                    "changed",
                    new FactType.Words(former.stream().map(FORMER::get).toList()));
            document.put("old", subject(kind).fields().only(former));
        }
        return new FactType.Document(document);
    }

    /// Whether no webhook reports a fact that the CRM has.
    static boolean isNeverReported(String path) {
        return NEVER_REPORTED.contains(path);
    }

    private static List<EntitySchema> schemas(EventKind kind) {
        var schemas = EnumSet.noneOf(EntitySchema.class);
        if (kind != EventKind.SCHEDULE_TICK) {
            schemas.add(subject(kind));
            schemas.add(topic(kind));
            schemas.addAll(related(kind));
        }
        return List.copyOf(schemas);
    }

    /// The entities to which the subject can be linked, as far as their facts are known or fetched.
    private static Set<EntitySchema> related(EventKind kind) {
        if (isDeletion(kind)) {
            return EnumSet.noneOf(EntitySchema.class);
        }
        return switch (subject(kind)) {
            case LEAD, INCOMING_LEAD -> EnumSet.of(LEAD, CONTACT, COMPANY);
            case TASK, MESSAGE, TALK -> EnumSet.of(LEAD, CONTACT, COMPANY, CUSTOMER);
            case CONTACT -> EnumSet.of(COMPANY);
            case COMPANY, CUSTOMER, LIST_ELEMENT, NOTE, EVENT -> EnumSet.noneOf(EntitySchema.class);
        };
    }

    /// The fields of an entity in an event. Customers are never fetched: of one to which another thing is
    /// linked only the id is known.
    private FactType.Document fields(EventKind kind) {
        if (this == CUSTOMER && topic(kind) != CUSTOMER) {
            return fields().only(List.of("id"));
        }
        return isDeletion(kind) && LEFT_OF_DELETED.containsKey(this)
                ? fields().only(LEFT_OF_DELETED.getOrDefault(this, List.of()))
                : fields();
    }

    /// What is known of the event itself: it follows from what is known of its topic.
    private static FactType.Document event(EventKind kind) {
        var fields = new ArrayList<>(List.of("kind", WORKING_TIME));
        if (kind != EventKind.SCHEDULE_TICK && !OF_DIGITAL_PIPELINE.contains(kind)) {
            var topic = topic(kind).fields(kind).fields();
            if (!kind.isScheduled()
                    && topic.containsKey(ObservedChange.isBeginning(kind) ? "created_by" : "updated_by")) {
                fields.addAll(List.of("author", "by-robot"));
            }
            if (topic.containsKey("created_at") && !WITHOUT_AGE.contains(topic(kind)) && !kind.isDateReached()) {
                fields.add("age");
            }
        }
        if (kind.isScheduled()) {
            fields.add("rule");
        } else if (kind.isOfTask()) {
            fields.add("own");
        }
        var kinds = new FactType.Document(Map.of("kind", new FactType.Words(List.of(kind.word()))));
        return kinds.and(EVENT.fields().only(fields));
    }

    /// The names of the former values that an event can have.
    private static List<String> former(EventKind kind) {
        boolean isOfChange = !kind.isScheduled() && !isDeletion(kind) && !ObservedChange.isBeginning(kind);
        // the digital pipeline reports a new lead with the stage from which it came
        return isOfChange || kind == EventKind.LEAD_ADDED
                ? FORMER_OF.getOrDefault(subject(kind), List.of())
                : List.of();
    }

    private static Map<String, String> formerWords() {
        var words = new LinkedHashMap<String, String>();
        words.put("status_id", "status");
        words.put("pipeline_id", "pipeline");
        words.put("responsible_user_id", "owner");
        words.put("text", "text");
        return words;
    }

    private static boolean isDeletion(EventKind kind) {
        return kind.verb().equals("deleted");
    }

    private static EntitySchema subject(EventKind kind) {
        return kind == EventKind.SCHEDULE_TICK
                ? EVENT
                : valueOf(kind.subject().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// The thing that the event reports: its subject, or a note about it.
    private static EntitySchema topic(EventKind kind) {
        return kind.verb().equals("note-added") ? NOTE : subject(kind);
    }

    /// The fields of the event itself, but for what the rule book makes of its time.
    public static List<String> fieldsOfEvent() {
        return EVENT.fields().names().stream()
                .filter(field -> !field.equals(WORKING_TIME))
                .toList();
    }

    private FactType.Document fields() {
        return FIELDS.getOrDefault(this, NOTHING);
    }

    private String root() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
