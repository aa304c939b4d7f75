package dev.followup.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;

/// A response to a client.
///
/// @param status the HTTP status; 0 cuts the connection instead of answering
/// @param body none is sent if it is empty
/// @param headers besides `Content-Type`
/// @param pause before each byte of the body; zero to send it at once
public record Response(int status, String contentType, String body, Map<String, String> headers, Duration pause) {

    public Response {
        headers = Map.copyOf(headers);
    }

    public Response(int status, String contentType, String body) {
        this(status, contentType, body, Map.of(), Duration.ZERO);
    }

    /// A lost answer: the work is done, and the connection is cut.
    public static final Response CUT = new Response(0, "", "");

    /// The CRM's answer for an empty list, where others would send an empty array.
    public static final Response NOTHING = new Response(204, "application/hal+json", "");

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(302, "Found"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Payload Too Large"),
            Map.entry(422, "Unprocessable Entity"),
            Map.entry(423, "Locked"),
            Map.entry(425, "Too Early"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    public static Response hal(JsonNode body) {
        return new Response(200, "application/hal+json", body.toString());
    }

    public static Response json(JsonNode body) {
        return new Response(200, "application/json", body.toString());
    }

    public static Response problem(int status, String detail) {
        return problem(problemBody(status, detail));
    }

    public static Response problem(ObjectNode body) {
        return new Response(body.path("status").asInt(), "application/problem+json", body.toString());
    }

    public static ObjectNode problemBody(int status, String detail) {
        return Json.object()
                .put("title", TITLES.getOrDefault(status, "Error"))
                .put("type", "https://httpstatus.es/" + status)
                .put("status", status)
                .put("detail", detail);
    }

    /// The answer to a request over the limit. `retry_after` (in seconds) is in the body; a header of that name
    /// was never seen.
    /// Source: Kommo documentation, "HTTP codes"; read 2026-11-21.
    public static Response tooManyRequests() {
        return problem(problemBody(429, "Too many requests per second").put("retry_after", 1));
    }

    public static Response internalError(String trace) {
        return problem(problemBody(500, "Internal server error")
                .put("title", "ErrInternalServer")
                .put("trace_id", trace));
    }

    /// An answer of the proxy in front of the CRM, which is HTML.
    public static Response page(int status) {
        String title = status + " " + TITLES.getOrDefault(status, "Error");
        return new Response(
                status,
                "text/html",
                "<html>\n<head><title>%1$s</title></head>\n<body><center><h1>%1$s</h1></center></body>\n</html>\n"
                        .formatted(title));
    }

    /// An answer of the proxy in front of the CRM that names another address.
    public static Response redirect(String location) {
        Response page = page(302);
        return new Response(302, page.contentType, page.body, Map.of("Location", location), Duration.ZERO);
    }

    public Response withStatus(int other) {
        return new Response(other, contentType, body, headers, pause);
    }
}
