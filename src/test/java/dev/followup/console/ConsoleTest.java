package dev.followup.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.sandbox.http.LocalPort;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the page's addresses answer, and to whom.
class ConsoleTest {

    private static final Path PAGE = Path.of("src/main/resources/dev/followup/console");

    @TempDir
    Path directory;

    private final List<Request> looked = new CopyOnWriteArrayList<>();
    private final HttpServer server = LocalPort.listen(0, "no setting");
    private Path book;
    private Console console;

    @BeforeEach
    void open() throws IOException {
        book = Files.copy(Path.of("src/test/resources/console/rules.yaml"), directory.resolve("rules.yaml"));
        Files.copy(Path.of("src/test/resources/console/rules.cases.yaml"), directory.resolve("rules.cases.yaml"));
        var others = Files.writeString(
                directory.resolve("south.yaml"), Files.readString(book).replace("due: 15m", "due: 45m"));
        var list = Files.writeString(directory.resolve("accounts.yaml"), """
                - name: south
                  host: south.amocrm.ru
                  token-secret: followup/south
                  rules: "file:%s"
                """.formatted(others));
        var config = TestConfig.with(Map.of(
                "followup.rules",
                "file:" + book,
                "followup.crm.host",
                "demo.amocrm.ru",
                "followup.accounts",
                "file:" + list));
        var books = new RuleBookStore(config);
        var accounts = new Accounts(config);
        console = new Console(
                new LiveFeed(accounts, books, Clock.systemUTC()),
                accounts,
                books,
                new WebhookReader(),
                new ObjectMapper());
        console.serve(server, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(404, -1);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void serves_the_page_with_a_strict_policy_and_without_anything_from_elsewhere() throws IOException {
        var page = get("/", "");
        assertThat(page).startsWith("HTTP/1.1 200").contains("text/html", "/console/app.js");
        assertThat(page.toLowerCase(Locale.ROOT))
                .contains(
                        "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for 'script'",
                        "x-content-type-options: nosniff",
                        "referrer-policy: no-referrer");
        try (var files = Files.list(PAGE)) {
            for (var file : files.toList()) {
                var text = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
                assertThat(text)
                        .as(file.toString())
                        .doesNotContain("http://", "https://", "innerHTML", "outerHTML", "insertAdjacentHTML")
                        .doesNotContainPattern("document\\.write|\\beval\\(|@import|url\\(|\\sstyle=|\\son[a-z]+=\"");
            }
        }
    }

    @Test
    void every_file_of_the_page_is_served_with_its_type() throws IOException {
        try (var files = Files.list(PAGE)) {
            for (var file : files.map(Path::getFileName).toList()) {
                assertThat(get("/console/" + file, "")).as(file.toString()).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(get("/console/app.js", "")).contains("text/javascript");
        assertThat(get("/console/nothing.js", "")).startsWith("HTTP/1.1 404");
        assertThat(get("/console/LiveFeed.class", "")).startsWith("HTTP/1.1 404");
        assertThat(get("/console/..%2f..%2f..%2frules.yaml", "")).startsWith("HTTP/1.1 404");
        assertThat(get("/other", "")).startsWith("HTTP/1.1 404");
    }

    @Test
    void each_of_several_accounts_has_its_book() throws IOException {
        assertThat(get("/console/setup", "")).contains("\"account\":\"demo\"", "\"account\":\"south\"", "south.yaml");
        assertThat(get("/console/rules?account=south", "")).contains("due: 45m").doesNotContain("due: 15m");
        assertThat(get("/console/rules?account=demo", "")).contains("due: 15m");
        assertThat(get("/console/rules", "")).contains("due: 15m");
        assertThat(get("/console/rules?account=nobody", "")).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void refuses_requests_of_other_origins(String header) throws IOException {
        for (var path : List.of("/", "/console/setup", "/console/rules", "/console/events")) {
            assertThat(get(path, header + "\r\n")).as(path).startsWith("HTTP/1.1 403");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]", "192.168.0.7", ""})
    void refuses_a_name_that_merely_leads_to_this_machine(String host) throws IOException {
        var port = server.getAddress().getPort();
        for (var suffix : List.of("", ":" + port)) {
            assertThat(sent("GET /console/rules HTTP/1.1\r\nHost: " + host + suffix + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 40");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "LOCALHOST"})
    void answers_this_machine_by_its_own_names(String host) throws IOException {
        var name = host + ":" + server.getAddress().getPort();
        assertThat(sent("GET /console/setup HTTP/1.1\r\nHost: " + name + "\r\nOrigin: http://" + name
                        + "\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("Europe/Moscow");
    }

    @Test
    void lets_the_page_look_at_the_sandbox_and_act_as_its_users_only() throws IOException {
        assertThat(get("/console/sandbox/api/v4/tasks", "")).startsWith("HTTP/1.1 404");
        console.connect(call -> {
            looked.add(call);
            return new Response(200, "application/json", "{}");
        });
        assertThat(get("/console/sandbox/api/v4/tasks?limit=1", "")).startsWith("HTTP/1.1 200");
        assertThat(call("POST", "/console/sandbox/_sandbox/leads", "{}")).startsWith("HTTP/1.1 200");
        assertThat(call("POST", "/console/sandbox/api/v4/tasks", "[]")).startsWith("HTTP/1.1 405");
        assertThat(call("POST", "/console/sandbox/oauth2/access_token", "{}")).startsWith("HTTP/1.1 404");
        assertThat(looked.stream().map(Request::toString).collect(Collectors.joining(", ")))
                .isEqualTo("GET /api/v4/tasks, POST /_sandbox/leads");
    }

    @Test
    void saves_a_valid_book_and_never_a_wrong_or_outdated_one() throws IOException {
        var json = new ObjectMapper();
        var saved = json.readTree(body(get("/console/rules", "")));
        assertThat(saved.at("/problems")).isEmpty();
        assertThat(saved.at("/rules/1/line").asInt()).isEqualTo(20);
        assertThat(saved.at("/cases/results")).hasSize(2);
        var before = Files.readString(book);
        var version = saved.at("/version").asText();
        var wrong = Map.of("text", before.replace("15m", "soon"), "version", version);
        assertThat(call("PUT", "/console/rules", json.writeValueAsString(wrong)))
                .startsWith("HTTP/1.1 409")
                .contains("the book has mistakes");
        var outdated = Map.of("text", before.replace("15m", "20m"), "version", "earlier");
        assertThat(call("PUT", "/console/rules", json.writeValueAsString(outdated)))
                .startsWith("HTTP/1.1 409");
        assertThat(Files.readString(book)).isEqualTo(before);
        var good = Map.of("text", before.replace("15m", "20m"), "version", version);
        assertThat(call("PUT", "/console/rules", json.writeValueAsString(good))).startsWith("HTTP/1.1 200");
        assertThat(Files.readString(book)).contains("20m");
    }

    private String get(String path, String headers) throws IOException {
        return sent("GET " + path + " HTTP/1.1\r\nHost: localhost:"
                + server.getAddress().getPort() + "\r\n" + headers + "Connection: close\r\n\r\n");
    }

    private String call(String method, String path, String body) throws IOException {
        return sent(method + " " + path + " HTTP/1.1\r\nHost: localhost:"
                + server.getAddress().getPort()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.getBytes(UTF_8).length
                + "\r\nConnection: close\r\n\r\n" + body);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /// The answer to a request as it goes over the wire, since clients do not let headers such as `Host` be chosen.
    private String sent(String request) throws IOException {
        try (var socket =
                new Socket(server.getAddress().getAddress(), server.getAddress().getPort())) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
