package dev.followup.rule.fact;

import dev.followup.event.EventKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The schema of entities: the fields that the CRM is known to have, by their names in API v4; fields that only
/// webhooks have, by their own names.
/// Source: CRM documentation, "Webhooks format" and the models of leads, contacts, companies, customers and
/// tasks; read 2026-11-21.
public enum EntitySchema {
    LEAD("""
            id name price status_id pipeline_id responsible_user_id group_id created_by updated_by created_at updated_at
            closed_at closest_task_at is_deleted loss_reason_id score account_id source_id labor_cost contact_id
            company_id tags custom_fields
            """),
    INCOMING_LEAD("""
            uid category source source_uid source_id source_data.* data.* pipeline_id lead_id created_at updated_by
            account_id request_id action accept_result.* decline_result.*
            """),
    TASK("""
            id text complete_till duration task_type_id is_completed result.text result.id responsible_user_id group_id
            entity_id entity_type element_type created_by updated_by created_at updated_at account_id action_close
            """),
    MESSAGE("""
            id text type origin created_at chat_id talk_id contact_id entity_id entity_type author.id author.name
            author.type author.avatar_url attachment.* account_id
            """),
    TALK("""
            talk_id rate is_in_work is_read origin created_at updated_at chat_id contact_id entity_id entity_type
            account_id
            """),
    LIST_ELEMENT("""
            id catalog_id name type is_deleted created_by updated_by created_at updated_at account_id custom_fields
            """),
    NOTE("""
            id text note_type metadata.* attachement entity_id entity_type catalog_id responsible_user_id group_id
            created_by updated_by created_at updated_at account_id
            """),
    CONTACT("""
            id name first_name last_name responsible_user_id group_id created_by updated_by created_at updated_at
            closest_task_at is_deleted account_id type company_id company_name linked_company_id linked_leads_id.* tags
            custom_fields
            """),
    COMPANY("""
            id name responsible_user_id group_id created_by updated_by created_at updated_at closest_task_at is_deleted
            account_id type linked_leads_id.* tags custom_fields
            """),
    CUSTOMER("""
            id name next_price next_date status_id period_id periodicity ltv purchases_count average_check
            task_last_date responsible_user_id group_id created_by updated_by created_at updated_at closest_task_at
            is_deleted account_id tags custom_fields
            """),
    EVENT("kind author age by-robot own rule");

    private static final FactType.Document NOTHING = new FactType.Document(Map.of());
    private static final Map<EntitySchema, FactType.Document> FIELDS = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), schema -> FactType.Document.of(schema.paths)));
    private static final Map<EventKind, FactType.Document> BY_KIND = Arrays.stream(EventKind.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), EntitySchema::document));

    /// The subjects that have custom fields, by their names in facts.
    static final List<String> WITH_CUSTOM_FIELDS = FIELDS.entrySet().stream()
            .filter(topic -> topic.getValue().fields().containsValue(FactType.End.CUSTOM_FIELDS))
            .map(topic -> topic.getKey().root())
            .sorted()
            .toList();

    private final String paths;

    EntitySchema(String paths) {
        this.paths = paths;
    }

    /// All facts that an event of a kind can have. What its webhook lacks is fetched.
    static FactType.Document of(EventKind kind) {
        return BY_KIND.getOrDefault(kind, NOTHING);
    }

    private static FactType.Document document(EventKind kind) {
        var document = new LinkedHashMap<String, FactType>();
        schemas(kind).forEach(schema -> document.put(schema.root(), schema.fields()));
        if (!kind.isScheduled()) {
            document.put("changed", FactType.End.VALUE);
            document.put("old", subject(kind).fields());
        }
        return new FactType.Document(document);
    }

    private static Set<EntitySchema> schemas(EventKind kind) {
        var schemas = EnumSet.of(EVENT);
        if (kind != EventKind.SCHEDULE_TICK) {
            schemas.add(subject(kind));
            schemas.addAll(related(subject(kind)));
        }
        if (kind.verb().equals("note-added")) {
            schemas.add(NOTE);
        }
        return schemas;
    }

    /// The entities to which a thing can be linked.
    private static Set<EntitySchema> related(EntitySchema subject) {
        return switch (subject) {
            case LEAD, INCOMING_LEAD, TASK, MESSAGE, TALK, NOTE -> EnumSet.of(LEAD, CONTACT, COMPANY, CUSTOMER);
            case CONTACT -> EnumSet.of(COMPANY);
            case COMPANY, CUSTOMER, LIST_ELEMENT, EVENT -> EnumSet.noneOf(EntitySchema.class);
        };
    }

    private static EntitySchema subject(EventKind kind) {
        return valueOf(kind.subject().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// The fields of the event itself.
    public static List<String> fieldsOfEvent() {
        return EVENT.fields().names();
    }

    private FactType.Document fields() {
        return FIELDS.getOrDefault(this, NOTHING);
    }

    private String root() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
