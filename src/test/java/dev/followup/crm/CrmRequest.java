package dev.followup.crm;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.MultivaluedMap;

/// A request to the CRM.
///
/// @param body a missing node if there is none
public record CrmRequest(String method, String path, MultivaluedMap<String, String> query, JsonNode body) {

    /// Whether a filter lets a value pass: it is absent, or names the value.
    public boolean allows(String filter, JsonNode value) {
        var wanted = query.get(filter);
        return wanted == null || wanted.contains(value.asText());
    }

    /// The number of this name; the other one if the query has none.
    public long number(String name, long otherwise) {
        var value = query.getFirst(name);
        return value == null ? otherwise : Long.parseLong(value);
    }

    @Override
    public String toString() {
        return method + " " + path + (body.isArray() ? " with " + body.size() + " items" : "");
    }
}
