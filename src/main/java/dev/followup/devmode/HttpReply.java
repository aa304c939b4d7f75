package dev.followup.devmode;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A reply of the local gateway.
///
/// @param type the media type of the body
record HttpReply(int status, String type, String body) {

    static HttpReply text(int status, String body) {
        return new HttpReply(status, "text/plain; charset=utf-8", body);
    }

    static HttpReply json(int status, String body) {
        return new HttpReply(status, "application/json", body);
    }

    void to(HttpExchange exchange) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean isBare = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, isBare ? -1 : bytes.length);
            if (!isBare) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }
}
