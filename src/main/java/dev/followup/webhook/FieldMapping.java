package dev.followup.webhook;

import dev.followup.webhook.FormNode.Branch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A known field of webhooks, with its name and type in API v4.
///
/// @param name its name in API v4
/// @param type the type of its value
/// @param sources its names in webhooks, best first: today's name, then those of older layouts
record FieldMapping(String name, FieldType type, List<String> sources) {

    private static final List<String> NUMBERS = List.of(
            "id",
            "ID",
            "account_id",
            "status_id",
            "pipeline_id",
            "price",
            "group_id",
            "loss_reason_id",
            "lead_id",
            "contact_id",
            "company_id",
            "linked_company_id",
            "talk_id",
            "catalog_id",
            "source_id",
            "form_id",
            "period_id",
            "next_price",
            "periodicity",
            "ltv",
            "purchases_count",
            "average_check",
            "note_type",
            "score",
            "rate",
            "duration");
    private static final List<String> TIMES =
            List.of("closed_at", "closest_task_at", "next_date", "task_last_date", "date");
    private static final List<String> FLAGS = List.of("is_in_work", "is_read", "is_main", "manager");

    private static final Map<String, FieldMapping> COMMON = byWebhookName(common());
    private static final Map<String, FieldMapping> OF_TASKS = byWebhookName(ofTasks());

    FieldMapping {
        sources = List.copyOf(sources);
    }

    /// The known fields of a subject, by their names in webhooks.
    static Map<String, FieldMapping> of(String subject) {
        return subject.equals("task") ? OF_TASKS : COMMON;
    }

    /// The field's value in an item, from the best source that can be read; empty if none can.
    Optional<Object> in(Branch item) {
        for (var source : sources) {
            var value = item.text(source).flatMap(type::of);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static List<FieldMapping> common() {
        var fields = new ArrayList<FieldMapping>();
        fields.add(field(FieldType.TIME, "created_at", "date_create"));
        fields.add(field(FieldType.TIME, "updated_at", "last_modified", "date_modify", "timestamp_x"));
        fields.add(field(FieldType.NUMBER, "created_by", "created_user_id"));
        fields.add(field(FieldType.NUMBER, "updated_by", "modified_user_id", "modified_by"));
        fields.add(field(FieldType.NUMBER, "responsible_user_id", "main_user_id", "main_user"));
        fields.add(field(FieldType.NUMBER, "entity_id", "element_id"));
        fields.add(field(FieldType.ENTITY_TYPE, "entity_type", "element_type"));
        fields.add(field(FieldType.FLAG, "is_deleted", "deleted"));
        FLAGS.forEach(name -> fields.add(field(FieldType.FLAG, name)));
        TIMES.forEach(name -> fields.add(field(FieldType.TIME, name)));
        NUMBERS.forEach(name -> fields.add(field(FieldType.NUMBER, name)));
        return fields;
    }

    private static List<FieldMapping> ofTasks() {
        var fields = new ArrayList<>(common());
        fields.add(field(FieldType.UTC_TIME, "created_at", "date_create"));
        fields.add(field(FieldType.UTC_TIME, "updated_at", "last_modified"));
        fields.add(new FieldMapping("complete_till", FieldType.UTC_TIME, List.of("complete_before", "complete_till")));
        fields.add(field(FieldType.NUMBER, "task_type_id", "task_type"));
        fields.add(field(FieldType.FLAG, "is_completed", "status"));
        fields.add(field(FieldType.FLAG, "action_close"));
        return fields;
    }

    private static FieldMapping field(FieldType type, String name, String... olderNames) {
        var sources = new ArrayList<>(List.of(name));
        sources.addAll(List.of(olderNames));
        return new FieldMapping(name, type, sources);
    }

    /// By every source; of two fields with one source the later wins.
    private static Map<String, FieldMapping> byWebhookName(List<FieldMapping> fields) {
        var byName = new HashMap<String, FieldMapping>();
        fields.forEach(field -> field.sources().forEach(source -> byName.put(source, field)));
        return Map.copyOf(byName);
    }
}
