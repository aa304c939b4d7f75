package dev.followup.devmode;

import com.sun.net.httpserver.HttpExchange;
import dev.followup.lambda.DirectoryFunction;

/// The directory of an account: `GET /directory/{account}` as `directory.yaml`, with `?format=schema` as a JSON
/// Schema of its rule books.
record DirectoryEndpoint(DirectoryFunction directory) {

    HttpReply answer(HttpExchange exchange, String body) {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        if (path.length != 3 || path[2].isBlank()) {
            return HttpReply.text(404, "expected /directory/{account}");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            return HttpReply.text(405, "expected GET");
        }
        var form = ReplyFormat.query(exchange).value("format").orElse(null);
        var made = directory.directory(new DirectoryFunction.Request(path[2], form));
        if (made.directory() == null) {
            return HttpReply.text(400, made.refusal());
        }
        return "schema".equals(form) ? HttpReply.json(200, made.directory()) : HttpReply.text(200, made.directory());
    }
}
