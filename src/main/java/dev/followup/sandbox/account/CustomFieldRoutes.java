package dev.followup.sandbox.account;

import static dev.followup.sandbox.schema.WritableField.Type.ARRAY;
import static dev.followup.sandbox.schema.WritableField.Type.STRING;
import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ListPage;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import java.util.List;

/// The custom fields of leads, contacts, companies and customers, and their routes.
public final class CustomFieldRoutes {

    private static final List<String> ENTITIES = List.of("leads", "contacts", "companies", "customers");

    /// Those of every account, and some of the account's own.
    private static final JsonNode INITIAL = Json.parse("""
            [
                {"id": 5001, "entity_type": "contacts", "name": "Position", "code": "POSITION", "type": "text"},
                {"id": 5002, "entity_type": "contacts", "name": "Phone", "code": "PHONE", "type": "multitext"},
                {"id": 5003, "entity_type": "contacts", "name": "Email", "code": "EMAIL", "type": "multitext"},
                {"id": 5101, "entity_type": "leads", "name": "Pay date", "code": null, "type": "date"},
                {"id": 5102, "entity_type": "leads", "name": "Source", "code": null, "type": "select",
                    "choices": ["Web site", "Fair", "Recommendation"]},
                {"id": 5103, "entity_type": "leads", "name": "Area", "code": null, "type": "numeric"},
                {"id": 5104, "entity_type": "contacts", "name": "Birthday", "code": null, "type": "birthday"}
            ]""");

    private final NamedItems fields = new NamedItems(
            optional("entity_type", STRING).need().among(entity -> ENTITIES.contains(entity.asText())),
            optional("name", TEXT),
            optional("code", STRING),
            optional("type", STRING),
            optional("choices", ARRAY));

    public CustomFieldRoutes() {
        INITIAL.forEach(field -> fields.add(field.deepCopy()));
    }

    public void register(Router routes) {
        ENTITIES.forEach(entity -> routes.on("GET", "/api/v4/" + entity + "/custom_fields", this::list));
        routes.on("POST", "/_sandbox/custom-fields", call -> Response.json(fields.save(call.json())));
    }

    private Response list(Request call) {
        String entity = call.word(2);
        return ListPage.of(call.query())
                .show(
                        call,
                        "custom_fields",
                        fields.all().stream()
                                .filter(field ->
                                        field.path("entity_type").asText().equals(entity))
                                .toList(),
                        CustomFieldRoutes::model);
    }

    private static ObjectNode model(ObjectNode field) {
        ObjectNode model = field.deepCopy();
        JsonNode choices = model.remove("choices");
        if (choices == null) {
            return model.putNull("enums");
        }
        var enums = model.putArray("enums");
        for (JsonNode choice : choices) {
            enums.addObject()
                    .put("id", 10 * field.path("id").asLong() + enums.size())
                    .put("value", choice.asText())
                    .put("sort", 10 * enums.size());
        }
        return model;
    }
}
