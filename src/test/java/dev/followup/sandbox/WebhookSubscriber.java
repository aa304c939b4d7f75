package dev.followup.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A receiver of webhooks. It answers 200 unless another status is set, also to the GET that tries its address.
final class WebhookSubscriber implements AutoCloseable {

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    private volatile int toGet = 200;
    private final Deque<Integer> answers = new ArrayDeque<>();

    /// @param headers by name, as the server normalises it
    record Letter(String method, Map<String, List<String>> headers, String body) {

        /// The beginning of every webhook's body, decoded.
        static final String BEGINNING =
                "account[subdomain]=demo&account[id]=1000001&account[_links][self]=https://demo.amocrm.ru&";

        /// The body decoded, which is easier to read: `leads[add][0][id]=1&…`
        String decoded() {
            return URLDecoder.decode(body, StandardCharsets.UTF_8);
        }
    }

    WebhookSubscriber(Integer... firstAnswers) throws IOException {
        answers.addAll(List.of(firstAnswers));
        server.createContext("/", this::take);
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/hooks");
    }

    void answerGet(int status) {
        toGet = status;
    }

    Letter next() throws InterruptedException {
        @Nullable Letter letter = letters.poll(10, TimeUnit.SECONDS);
        if (letter == null) {
            throw new AssertionError("no webhook arrived");
        }
        return letter;
    }

    /// How many webhooks were received and not taken.
    int received() {
        return letters.size();
    }

    boolean hasNoMore() {
        return letters.isEmpty();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (exchange.getRequestMethod().equals("POST")) {
                letters.add(new Letter(exchange.getRequestMethod(), exchange.getRequestHeaders(), body));
                exchange.sendResponseHeaders(answers.isEmpty() ? 200 : answers.removeFirst(), -1);
            } else {
                exchange.sendResponseHeaders(toGet, -1);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
