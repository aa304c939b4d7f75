package dev.followup.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A client's request.
///
/// @param path without a slash at its end
/// @param queryString still encoded; empty if there is none
/// @param origin scheme, host and port as the client wrote them, for links
/// @param token the bearer token; empty without one
public record Request(String method, String path, String queryString, String origin, String token, String body) {

    public QueryForm query() {
        return QueryForm.parse(queryString);
    }

    /// The names of what is to be shown additionally: `with=contacts,loss_reason`.
    public Set<String> with() {
        return query().values("with").stream()
                .flatMap(Pattern.compile(",")::splitAsStream)
                .collect(Collectors.toSet());
    }

    public String href() {
        return origin + path;
    }

    /// The number at the end of the path.
    public long id() {
        return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
    }

    /// A segment of the path, counted from 0: number 2 of `/api/v4/tasks` is `tasks`.
    public String word(int number) {
        return path.substring(1).split("/", -1)[number];
    }

    /// The body as JSON that is not empty.
    public JsonNode json() {
        JsonNode json = Json.parse(body);
        if (json.isMissingNode() || json.isNull() || (json.isContainerNode() && json.isEmpty())) {
            throw new ProblemException(Response.problem(400, "Request data can not be empty"));
        }
        return json;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
