package dev.followup.sandbox.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A fault of some calls.
///
/// @param share of all calls, from 0 to 1
record Fault(Kind kind, double share) {

    /// The answer instead of the right one, and whether the work is done all the same.
    enum Kind {
        LOST_ANSWER(true),
        GATEWAY_TIMEOUT(true),
        SERVER_ERROR(false),
        UNAVAILABLE(false),
        TOO_MANY_REQUESTS(false),
        GARBAGE(true);

        private final boolean done;

        Kind(boolean done) {
            this.done = done;
        }

        boolean isDone() {
            return done;
        }

        Response reply() {
            return switch (this) {
                case LOST_ANSWER -> Response.CUT;
                case GATEWAY_TIMEOUT -> Response.page(504);
                case SERVER_ERROR -> Response.internalError("sandbox-fault");
                case UNAVAILABLE -> Response.page(503);
                case TOO_MANY_REQUESTS -> Response.tooManyRequests();
                case GARBAGE -> new Response(200, "application/hal+json", "{\"_page\":1,\"_links\":{\"self\":{\"hr");
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

    ObjectNode json() {
        return Json.object().put("kind", kind.word()).put("share", share);
    }
}
