package dev.followup.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The stream of the feed as server-sent events. A browser that connects again says what it has seen last.
record FeedStream(LiveFeed feed, ObjectMapper json) implements HttpHandler {

    /// How often a silent stream is tried, so that one whose browser has gone ends.
    private static final long HEARTBEAT_MILLIS = 10_000;

    /// The pause between two messages: changes in quick succession come together.
    private static final long PAUSE_MILLIS = 40;

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            send(exchange, seen(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, long from) throws IOException, InterruptedException {
        var out = exchange.getResponseBody();
        var news = feed.after(from, 0);
        var message = message(news);
        while (!feed.isClosed()) {
            out.write(message.getBytes(StandardCharsets.UTF_8));
            out.flush();
            Thread.sleep(PAUSE_MILLIS);
            long seen = news.version();
            news = feed.after(seen, HEARTBEAT_MILLIS);
            message = news.version() == seen ? ":\n\n" : message(news);
        }
    }

    private String message(LiveFeed.News news) throws IOException {
        return "id: %s/%d\ndata: %s\n\n".formatted(feed.run(), news.version(), json.writeValueAsString(news));
    }

    /// The version that a browser has seen last; -1 if it has seen none of this run.
    private long seen(@Nullable String lastId) {
        var prefix = feed.run() + "/";
        return lastId != null
                        && lastId.startsWith(prefix)
                        && lastId.substring(prefix.length()).matches("\\d{1,18}")
                ? Long.parseLong(lastId.substring(prefix.length()))
                : -1;
    }
}
