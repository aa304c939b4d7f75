package dev.followup.devmode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.followup.lambda.WhyFunction;
import dev.followup.sandbox.http.QueryForm;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The answers to why: `GET /why/{account}/leads/501`, `/why/{account}/tasks/9001`, `/why/{account}/2026-11-21`, or
/// with `entity`, `task`, `day`, `after` and `today=true` in the query. `POST` takes the function's request as JSON.
/// The answer has the [form][ReplyFormat] that is asked for.
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
        var query = ReplyFormat.query(exchange);
        var form = ReplyFormat.of(exchange).word();
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

    private WhyFunction.@Nullable Request posted(String account, String body, String form)
            throws JsonProcessingException {
        WhyFunction.@Nullable Request asked = json.readValue(body, WhyFunction.Request.class);
        return asked == null
                ? null
                : new WhyFunction.Request(
                        account,
                        asked.entity(),
                        asked.task(),
                        asked.day(),
                        asked.after(),
                        asked.today(),
                        asked.drop(),
                        form);
    }

    private static WhyFunction.@Nullable Request asked(String[] path, QueryForm query, String form) {
        var entity = query.value("entity").orElse(null);
        var task = query.value("task").orElse(null);
        var day = query.value("day").orElse(null);
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
                query.value("after").orElse(null),
                query.value("today").filter("true"::equals).isPresent(),
                null,
                form);
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
