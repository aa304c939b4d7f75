package dev.followup.devmode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.followup.config.FollowupConfig;
import dev.followup.console.Console;
import dev.followup.inbox.MessageSource;
import dev.followup.sandbox.http.LocalPort;
import dev.followup.sandbox.http.LocalRequestFilter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// A stand-in for API Gateway: it stores webhooks and does nothing else before it answers. It also serves the
/// functions that people ask: the dry run, why, the directory, dead letters, forgetting, and who is away.
final class LocalGateway implements AutoCloseable {

    /// The largest accepted body, in bytes: what the template's `MaximumMessageSize` leaves for it.
    static final int MAX_BODY = 256 * 1024;

    private static final Logger LOG = Logger.getLogger(LocalGateway.class);

    /// The names of accounts that the deployed gateway can have.
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private static final Set<String> TRIES = Set.of("GET", "HEAD");

    private final HttpServer server;
    private final String secret;
    private final LocalEventSource eventSource;

    private LocalGateway(FollowupConfig.Local config, LocalEventSource eventSource) {
        this.server = LocalPort.listen(config.gatewayPort(), "FOLLOWUP_LOCAL_GATEWAY_PORT");
        this.secret = config.secret();
        this.eventSource = eventSource;
    }

    /// Starts a gateway on this machine only.
    ///
    /// @throws IllegalStateException if the port is taken
    static LocalGateway start(
            FollowupConfig.Local config, LocalEventSource eventSource, LocalFunctions functions, ObjectMapper json) {
        var gateway = new LocalGateway(config, eventSource);
        gateway.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var inbox = new InboxEndpoint(functions.deadLetters(), functions.forget(), json);
        gateway.server
                .createContext("/hooks/", bounded(gateway::webhook, LocalGateway::logRefusal))
                .getFilters()
                .add(LocalRequestFilter.ofTunnels());
        gateway.local("/explain/", posted(new ExplainEndpoint(functions.explain(), json)::answer));
        gateway.local("/why/", bounded(new WhyEndpoint(functions.why(), json)::answer, _ -> {}));
        gateway.local("/directory/", bounded(new DirectoryEndpoint(functions.directory())::answer, _ -> {}));
        gateway.local("/dead-letters", bounded(inbox::deadLetters, _ -> {}));
        gateway.local("/forget/", posted(inbox::forget));
        gateway.local("/away/", posted(new AwayEndpoint(functions.away(), json)::answer));
        gateway.server.createContext("/", LocalGateway::unknown);
        gateway.server.start();
        return gateway;
    }

    /// Serves an address, and refuses requests of other origins.
    private void local(String path, HttpHandler handler) {
        server.createContext(path, handler).getFilters().add(new LocalRequestFilter());
    }

    /// Serves a page, too.
    void show(Console console) {
        server.removeContext("/");
        console.serve(server, LocalGateway::unknown);
    }

    URI address() {
        return LocalPort.address(server);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void unknown(HttpExchange exchange) throws IOException {
        HttpReply.text(
                        404,
                        "expected /hooks/{secret}/{account}, /explain/{account}, /why/{account}/leads/501,"
                                + " /directory/{account}, /dead-letters, /forget/{account}/leads/501 or /away/{account}")
                .to(exchange);
    }

    private HttpReply webhook(HttpExchange exchange, String body) {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        if (path.length != 4 || !ACCOUNT.matcher(path[3]).matches()) {
            return HttpReply.text(404, "expected /hooks/{secret}/{account}");
        }
        if (!isSecret(path[2])) {
            return HttpReply.text(403, "wrong secret");
        }
        if (TRIES.contains(exchange.getRequestMethod())) {
            return HttpReply.text(200, ""); // the CRM or a person tries the address
        }
        if (!isPost(exchange)) {
            return HttpReply.text(405, "expected POST");
        }
        eventSource.add(path[3], MessageSource.WEBHOOK, body);
        LOG.infof("%s: webhook stored, %d bytes", path[3], body.length());
        return HttpReply.text(200, "");
    }

    private boolean isSecret(String candidate) {
        return MessageDigest.isEqual(
                candidate.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpHandler posted(Route route) {
        return bounded(
                (exchange, body) ->
                        isPost(exchange) ? route.answer(exchange, body) : HttpReply.text(405, "expected POST"),
                _ -> {});
    }

    private static boolean isPost(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST");
    }

    private static HttpHandler bounded(Route route, Consumer<HttpReply> log) {
        return exchange -> {
            var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            var reply = body.length > MAX_BODY
                    ? HttpReply.text(413, "expected at most " + MAX_BODY + " bytes")
                    : answer(route, exchange, new String(body, StandardCharsets.UTF_8));
            log.accept(reply);
            reply.to(exchange);
        };
    }

    /// The answer of a route. The server's threads do not inherit the class loader by which Quarkus makes beans.
    private static HttpReply answer(Route route, HttpExchange exchange, String body) {
        Thread.currentThread().setContextClassLoader(LocalGateway.class.getClassLoader());
        try {
            return route.answer(exchange, body);
        } catch (RuntimeException e) {
            LOG.errorf(e, "the request to %s failed", exchange.getRequestURI().getPath());
            return HttpReply.text(500, "the request failed; the log has the error");
        }
    }

    private static void logRefusal(HttpReply reply) {
        if (reply.status() != 200) {
            LOG.warnf("a webhook is refused with %d: %s", reply.status(), reply.body());
        }
    }

    private interface Route {
        HttpReply answer(HttpExchange exchange, String body);
    }
}
