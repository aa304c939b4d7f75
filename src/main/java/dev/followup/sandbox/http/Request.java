package dev.followup.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a client asks.
///
/// @param path without a slash at its end
/// @param queryString as it came, still encoded; empty if there is none
/// @param origin scheme, host and port as the client wrote them: links lead back there
/// @param token the bearer token, empty without one
public record Request(String method, String path, String queryString, String origin, String token, String body) {

    public QueryForm query() {
        return QueryForm.parse(queryString);
    }

    /// What is to be shown besides: `with=contacts,loss_reason`.
    public Set<String> with() {
        return query().values("with").stream()
                .flatMap(Pattern.compile(",")::splitAsStream)
                .collect(Collectors.toSet());
    }

    public String href() {
        return origin + path;
    }

    /// The number that the path ends in.
    public long id() {
        return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
    }

    /// A word of the path, from 0: of `/api/v4/tasks` the second is `tasks`.
    public String word(int number) {
        return path.substring(1).split("/", -1)[number];
    }

    /// The body as JSON that holds something.
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
