package dev.followup.devmode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.followup.config.FollowupConfig;
import dev.followup.lambda.ExplainFunction;
import dev.followup.sandbox.http.LocalPort;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/// A stand-in for API Gateway: it stores webhooks and does nothing else before it answers, and it answers the GET
/// and HEAD by which the CRM tries an address. It also serves the dry run.
final class LocalGateway implements AutoCloseable {

    /// The largest accepted body, in bytes. Source: AWS documentation, "Amazon SQS message quotas", as it was
    /// when the queue was designed; read 2026-11-21.
    static final int MAX_BODY = 256 * 1024;

    private static final Logger LOG = Logger.getLogger(LocalGateway.class);

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
            FollowupConfig.Local config, LocalEventSource eventSource, ExplainFunction explain, ObjectMapper json) {
        var gateway = new LocalGateway(config, eventSource);
        gateway.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        gateway.server.createContext("/hooks/", handler(List.of("GET", "HEAD", "POST"), gateway::webhook));
        gateway.server.createContext("/explain/", handler(List.of("POST"), new ExplainEndpoint(explain, json)::answer));
        gateway.server.createContext(
                "/",
                exchange -> HttpReply.text(404, "expected /hooks/{secret}/{account} or /explain/{account}")
                        .to(exchange));
        gateway.server.start();
        return gateway;
    }

    URI address() {
        return LocalPort.address(server);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private HttpReply webhook(HttpExchange exchange, String body) {
        var path = exchange.getRequestURI().getPath().split("/", -1);
        if (path.length != 4 || path[3].isBlank()) {
            return HttpReply.text(404, "expected /hooks/{secret}/{account}");
        }
        if (!isSecret(path[2])) {
            return HttpReply.text(403, "wrong secret");
        }
        if (exchange.getRequestMethod().equals("POST")) {
            eventSource.add(path[3], body);
            LOG.debugf("%s: webhook stored, %d bytes", path[3], body.length());
        }
        return HttpReply.text(200, "");
    }

    private boolean isSecret(String candidate) {
        return MessageDigest.isEqual(
                candidate.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpHandler handler(List<String> methods, Route route) {
        return exchange -> {
            var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            if (!methods.contains(exchange.getRequestMethod())) {
                HttpReply.text(405, "expected " + String.join(" or ", methods)).to(exchange);
            } else if (body.length > MAX_BODY) {
                HttpReply.text(413, "expected at most " + MAX_BODY + " bytes").to(exchange);
            } else {
                route.answer(exchange, new String(body, StandardCharsets.UTF_8)).to(exchange);
            }
        };
    }

    private interface Route {
        HttpReply answer(HttpExchange exchange, String body);
    }
}
