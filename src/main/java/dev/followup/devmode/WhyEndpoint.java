package dev.followup.devmode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.followup.lambda.WhyFunction;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The answers to why: `GET /why/{account}/leads/501`, `/why/{account}/tasks/9001`, `/why/{account}/2026-11-21`, or
/// with `entity`, `task`, `day`, `after` and `today=true` in the query. `POST` takes the function's request as JSON.
/// The answer is JSON, and text for `?format=text` or `Accept: text/plain`.
record WhyEndpoint(WhyFunction why, ObjectMapper json) {

    private static final String EXPECTED =
            "expected /why/{account}/leads/501, /why/{account}/tasks/9001 or /why/{account}/2026-11-21";
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern ID = Pattern.compile("\\d{1,18}");

    HttpReply answer(HttpExchange exchange, String body) {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        if (path.length < 3 || path.length > 5 || path[2].isBlank()) {
            return HttpReply.text(404, EXPECTED);
        }
        var query = query(exchange);
        var isText = "text".equals(query.get("format"))
                || "text/plain".equals(exchange.getRequestHeaders().getFirst("Accept"));
        var form = isText ? "text" : "json";
        try {
            var request =
                    exchange.getRequestMethod().equals("POST") ? posted(path[2], body, form) : asked(path, query, form);
            if (request == null) {
                return HttpReply.text(404, EXPECTED);
            }
            return answer(request);
        } catch (JsonProcessingException e) {
            return HttpReply.text(400, "the body is no question: " + e.getOriginalMessage());
        }
    }

    private WhyFunction.Request posted(String account, String body, String form) throws JsonProcessingException {
        var asked = json.readValue(body, WhyFunction.Request.class);
        return new WhyFunction.Request(
                account, asked.entity(), asked.task(), asked.day(), asked.after(), asked.today(), asked.drop(), form);
    }

    private static WhyFunction.@Nullable Request asked(String[] path, Map<String, String> query, String form) {
        var entity = query.get("entity");
        var task = query.get("task");
        var day = query.get("day");
        if (path.length == 4 && DAY.matcher(path[3]).matches()) {
            day = path[3];
        } else if (path.length == 5 && path[3].equals("tasks")) {
            task = path[4];
        } else if (path.length == 5) {
            entity = path[3] + "/" + path[4];
        } else if (path.length == 4) {
            return null;
        }
        if (task != null && !ID.matcher(task).matches()) {
            return null;
        }
        return new WhyFunction.Request(
                path[2],
                entity,
                task == null ? null : Long.valueOf(task),
                day,
                query.get("after"),
                "true".equals(query.get("today")),
                null,
                form);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var query = exchange.getRequestURI().getRawQuery();
        var fields = new HashMap<String, String>();
        for (var field : (query == null ? "" : query).split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals),
                        URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    private HttpReply answer(WhyFunction.Request request) throws JsonProcessingException {
        var reply = why.why(request);
        var answer = reply.answer();
        if (answer == null) {
            return HttpReply.text(200, String.join("\n", reply.lines()) + "\n");
        }
        return HttpReply.json(200, json.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
    }
}
