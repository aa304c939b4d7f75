package dev.followup.sandbox.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A fault of some calls.
///
/// @param share of the calls that it concerns, from 0 to 1
/// @param path of these calls, with `*` at its end for all that begin so; `null` for any
/// @param method of these calls; `null` for any
/// @param times how often it happens at most
public record Fault(
        Kind kind,
        double share,
        @Nullable String path,
        @Nullable String method,
        int times) {

    static final int ALWAYS = Integer.MAX_VALUE;

    /// The answer instead of the right one, and whether the work is done all the same.
    public enum Kind {
        LOST_ANSWER(true),
        GATEWAY_TIMEOUT(true),
        GARBAGE(true),
        SLOW_ANSWER(true),
        HUGE_ANSWER(true),
        SERVER_ERROR(false),
        UNAVAILABLE(false),
        TOO_MANY_REQUESTS(false),
        REDIRECT(false),
        BAD_REQUEST_HTML(false),
        FORBIDDEN_JSON(false),
        NOT_FOUND_HTML(false),
        NOT_FOUND_JSON(false),
        METHOD_NOT_ALLOWED(false),
        REQUEST_TIMEOUT(false),
        CONFLICT(false),
        LOCKED(false),
        TOO_EARLY(false);

        /// More than any client should read: 11 MB.
        private static final int HUGE = 11_000_000;

        /// A byte in this time, for an hour: no client should wait for the end.
        private static final Duration DRIP = Duration.ofMillis(500);

        private static final int DRIPS = 7200;

        private final boolean done;

        Kind(boolean done) {
            this.done = done;
        }

        /// Whether the work is done all the same.
        public boolean isDone() {
            return done;
        }

        /// The answer instead of the right one.
        public Response reply() {
            return switch (this) {
                case LOST_ANSWER -> Response.CUT;
                case GATEWAY_TIMEOUT -> Response.page(504);
                case GARBAGE -> new Response(200, "application/hal+json", "{\"_page\":1,\"_links\":{\"self\":{\"hr");
                case SLOW_ANSWER -> new Response(200, "application/hal+json", "{}" + " ".repeat(DRIPS), Map.of(), DRIP);
                case HUGE_ANSWER -> Response.hal(Json.object().put("_page", 1).put("filler", "x".repeat(HUGE)));
                case SERVER_ERROR -> Response.internalError("sandbox-fault");
                case UNAVAILABLE -> Response.page(503);
                case TOO_MANY_REQUESTS -> Response.tooManyRequests();
                case REDIRECT -> Response.redirect("https://elsewhere.example/login");
                case BAD_REQUEST_HTML -> Response.page(400);
                case FORBIDDEN_JSON -> Response.problem(403, "Access to this account is denied");
                case NOT_FOUND_HTML -> Response.page(404);
                case NOT_FOUND_JSON -> Response.problem(404, "Account not found");
                case METHOD_NOT_ALLOWED -> Response.page(405);
                case REQUEST_TIMEOUT -> Response.page(408);
                case CONFLICT -> Response.problem(409, "The account is being changed by another request");
                case LOCKED -> Response.problem(423, "The account is locked for maintenance");
                case TOO_EARLY -> Response.page(425);
            };
        }

        static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }

        static List<String> words() {
            return Arrays.stream(values()).map(Kind::word).toList();
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    boolean concerns(Request call) {
        return (method == null || method.equals(call.method())) && (path == null || matches(path, call.path()));
    }

    private static boolean matches(String pattern, String path) {
        return pattern.endsWith("*")
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : path.equals(pattern);
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("kind", kind.word()).put("share", share);
        if (path != null) {
            json.put("path", path);
        }
        if (method != null) {
            json.put("method", method);
        }
        return times == ALWAYS ? json : json.put("times", times);
    }
}
