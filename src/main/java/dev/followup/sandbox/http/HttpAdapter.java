package dev.followup.sandbox.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The adapter between the JDK's HTTP server and the sandbox: an exchange becomes a [Request], and a [Response]
/// is written back.
public final class HttpAdapter implements HttpHandler {

    /// Enough for 250 entities with long texts.
    private static final int MAX_BODY_BYTES = 8 << 20;

    private final Function<Request, Response> next;

    public HttpAdapter(Function<Request, Response> next) {
        this.next = next;
    }

    /// Closing an exchange without an answer cuts the connection.
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                exchange.getResponseHeaders().set("Connection", "close");
                write(exchange, Response.problem(413, "At most " + MAX_BODY_BYTES + " bytes, please"));
                return;
            }
            Response reply = next.apply(call(exchange, new String(body, StandardCharsets.UTF_8)));
            if (reply.status() != Response.CUT.status()) {
                write(exchange, reply);
            }
        }
    }

    private static Request call(HttpExchange exchange, String body) {
        URI uri = exchange.getRequestURI();
        Headers headers = exchange.getRequestHeaders();
        String host = Optional.ofNullable(headers.getFirst("Host"))
                .orElseGet(() -> "localhost:" + exchange.getLocalAddress().getPort());
        return new Request(
                exchange.getRequestMethod(),
                path(uri),
                Optional.ofNullable(uri.getRawQuery()).orElse(""),
                (exchange instanceof HttpsExchange ? "https://" : "http://") + host,
                token(headers),
                body);
    }

    private static String path(URI uri) {
        String path = uri.getPath().replaceFirst("/+$", "");
        return path.isEmpty() ? "/" : path;
    }

    private static String token(Headers headers) {
        String authorization =
                Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
        return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).strip()
                : "";
    }

    private static void write(HttpExchange exchange, Response reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-Request-Id", UUID.randomUUID().toString());
        reply.headers().forEach(headers::set);
        if (reply.status() != 204) {
            headers.set("Content-Type", reply.contentType());
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
        }
        if (body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(reply.status(), -1);
        } else {
            exchange.sendResponseHeaders(reply.status(), body.length);
            send(body, reply.pause(), exchange.getResponseBody());
        }
    }

    private static void send(byte[] body, Duration pause, OutputStream out) throws IOException {
        if (pause.isZero()) {
            out.write(body);
            return;
        }
        try {
            for (byte one : body) {
                Thread.sleep(pause);
                out.write(one);
                out.flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the sandbox closes: the rest is not sent
        }
    }
}
