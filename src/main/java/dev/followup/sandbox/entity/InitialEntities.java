package dev.followup.sandbox.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import java.util.stream.LongStream;

/// The entities that exist from the start, so that the webhooks of samples and documentation are about something:
/// the leads 501 to 550, and of lead 501 a contact, 601, and a company, 701. Neither a webhook nor an event reports
/// them. The last lead belongs to a deactivated user: leads stay with their owners until somebody moves them.
public final class InitialEntities {

    private static final long FIRST_LEAD = 501;
    private static final long LAST_LEAD = 550;
    private static final long CONTACT = 601;
    private static final long COMPANY = 701;
    private static final long DEACTIVATED_USER = 104;

    private InitialEntities() {}

    public static void add(EntityStore leads, EntityStore contacts, EntityStore companies) {
        companies.put(COMPANY, Json.object().put("name", "Roofs and Sons"));
        contacts.put(CONTACT, contact());
        leads.put(FIRST_LEAD, firstLead());
        LongStream.range(FIRST_LEAD + 1, LAST_LEAD)
                .forEach(id -> leads.put(id, Json.object().put("name", "Lead " + id)));
        leads.put(
                LAST_LEAD, Json.object().put("name", "Lead " + LAST_LEAD).put("responsible_user_id", DEACTIVATED_USER));
    }

    private static JsonNode contact() {
        return Json.parse("""
                {
                    "name": "Anna Petrova",
                    "custom_fields_values": [
                        {"field_code": "PHONE", "values": [{"value": "+7 900 000-00-01"}]},
                        {"field_code": "EMAIL", "values": [{"value": "anna@petrova.example"}]}
                    ],
                    "_embedded": {"companies": [{"id": %d}]}
                }""".formatted(COMPANY));
    }

    private static JsonNode firstLead() {
        ObjectNode lead = Json.object().put("name", "Website request").put("price", 60_000);
        lead.set("_embedded", Json.parse("""
                {"contacts": [{"id": %d}], "companies": [{"id": %d}]}""".formatted(CONTACT, COMPANY)));
        return lead;
    }
}
