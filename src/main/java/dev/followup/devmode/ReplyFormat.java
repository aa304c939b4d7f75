package dev.followup.devmode;

import com.sun.net.httpserver.HttpExchange;
import dev.followup.sandbox.http.QueryForm;
import java.util.Locale;
import java.util.Objects;

/// The form in which a request wants its reply: text for `?format=text` or `Accept: text/plain`, else JSON.
enum ReplyFormat {
    JSON,
    TEXT;

    private static final String PLAIN = "text/plain";

    static ReplyFormat of(HttpExchange exchange) {
        var accepted = exchange.getRequestHeaders().getFirst("Accept");
        boolean isText = query(exchange).value("format").filter("text"::equals).isPresent()
                || (accepted != null && accepted.startsWith(PLAIN));
        return isText ? TEXT : JSON;
    }

    /// The query of a request.
    static QueryForm query(HttpExchange exchange) {
        return QueryForm.parse(
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
    }

    /// The word for it in the requests of functions.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
