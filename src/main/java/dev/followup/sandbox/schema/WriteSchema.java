package dev.followup.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.schema.WritableField.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The fields that clients may write, checked alike for new and changed entities.
///
/// @param together fields that must be present all or none
public record WriteSchema(List<WritableField> fields, List<String> together) {

    /// The schema of changes: nothing is required any more.
    public WriteSchema forChanges() {
        return new WriteSchema(fields.stream().map(WritableField::waived).toList(), together);
    }

    public WriteSchema with(WritableField field) {
        return new WriteSchema(Stream.concat(Stream.of(field), fields.stream()).toList(), together);
    }

    /// Refuses an item with a violation, and, unlike the CRM, one with a field that the schema does not have.
    public void checkStrictly(JsonNode item) {
        List<String> names = fields.stream().map(WritableField::name).toList();
        item.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new ProblemException(Response.problem(
                        400, name + ": found " + item.path(name) + ", expected one of the keys " + names));
            }
        });
        check(List.of(item));
    }

    /// Refuses the whole batch if an item has a violation.
    public void check(List<JsonNode> items) {
        var errors = new ArrayList<ObjectNode>();
        for (int position = 0; position < items.size(); position++) {
            List<Flaw> flaws = flaws(items.get(position));
            if (!flaws.isEmpty()) {
                ObjectNode error = Json.object()
                        .put(
                                "request_id",
                                requestId(items.get(position), position).asText());
                error.set("errors", Json.list(flaws.stream().map(Flaw::json).toList()));
                errors.add(error);
            }
        }
        if (!errors.isEmpty()) {
            ObjectNode body = Response.problemBody(400, "Request validation failed");
            body.set("validation-errors", Json.list(errors));
            throw new ProblemException(Response.problem(body));
        }
    }

    /// The client's name of an item, unchanged, or else its position.
    public static JsonNode requestId(JsonNode item, int position) {
        JsonNode own = item.path("request_id");
        return own.isValueNode() && !own.isNull() ? own : Json.object().textNode(Integer.toString(position));
    }

    private List<Flaw> flaws(JsonNode item) {
        if (!item.isObject()) {
            return List.of(new Flaw("InvalidType", "", "This value should be of type object."));
        }
        Stream<Flaw> single = fields.stream().map(field -> field.flaw(item)).flatMap(Optional::stream);
        List<String> absent = together.stream()
                .filter(name -> WritableField.isAbsent(item.path(name)))
                .toList();
        Stream<Flaw> halves = absent.size() == together.size()
                ? Stream.empty()
                : absent.stream().map(Flaw::missing);
        return Stream.concat(single, halves).toList();
    }
}
