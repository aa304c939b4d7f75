package dev.followup.sandbox.clock;

import static dev.followup.sandbox.schema.WritableField.Type.TEXT;
import static dev.followup.sandbox.schema.WritableField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WriteSchema;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// The routes that show the sandbox's time and move it ahead.
public final class ClockRoutes {

    private static final System.Logger LOG = System.getLogger(ClockRoutes.class.getName());

    private static final WriteSchema SCHEMA =
            new WriteSchema(List.of(optional("advance", TEXT), optional("now", TEXT)), List.of());

    private static final Pattern SPAN = Pattern.compile("(?<number>\\d{1,7})(?<unit>[smhd])");

    /// The longest move: its ticks take minutes.
    private static final Duration LONGEST = Duration.ofDays(31);

    /// How long the work of one moment may take.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SandboxClock clock;

    public ClockRoutes(SandboxClock clock) {
        this.clock = clock;
    }

    public void register(Router routes) {
        routes.on("GET", "/_sandbox/clock", _ -> show()).on("PUT", "/_sandbox/clock", this::move);
    }

    private Response show() {
        return Response.json(Json.object()
                .put("now", clock.instant().toString())
                .put("moved", clock.offset().toString()));
    }

    /// One move at a time: another waits.
    private synchronized Response move(Request call) {
        try {
            var move = clock.moveTo(target(call.json()), PATIENCE);
            LOG.log(
                    System.Logger.Level.INFO,
                    "Time moved from {0} to {1}, {2} minutes had something due",
                    move.from(),
                    move.to(),
                    move.minutes());
            return Response.json(Json.object()
                    .put("from", move.from().toString())
                    .put("to", move.to().toString())
                    .put("minutes", move.minutes()));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Response.problem(400, "now: " + e.getMessage()));
        } catch (TimeoutException e) {
            throw new ProblemException(Response.problem(503, String.valueOf(e.getMessage())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Response.problem(503, "the sandbox closes"));
        }
    }

    private Instant target(JsonNode sent) {
        SCHEMA.checkStrictly(sent);
        if (sent.has("advance") == sent.has("now")) {
            throw refusal("body: found " + sent + ", expected either advance or now");
        }
        var present = clock.instant();
        if (sent.has("advance")) {
            return present.plus(span(sent.path("advance").asText()));
        }
        var target = time(sent.path("now").asText());
        if (target.isAfter(present.plus(LONGEST))) {
            throw refusal("now: found " + target + ", expected at most " + LONGEST.toDays()
                    + " days after the present, " + present);
        }
        return target;
    }

    private static Duration span(String text) {
        var match = SPAN.matcher(text);
        if (!match.matches()) {
            throw refusal("advance: found \"" + text + "\", expected <n>s, <n>m, <n>h or <n>d, such as 15m");
        }
        long number = Long.parseLong(match.group("number"));
        var span = switch (match.group("unit")) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        if (span.compareTo(LONGEST) > 0) {
            throw refusal("advance: found \"" + text + "\", expected at most " + LONGEST.toDays() + "d in one call");
        }
        return span;
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw refusal("now: found \"" + text
                    + "\", expected a time with its offset, such as 2026-12-01T09:00:00+03:00 or 2026-12-01T06:00:00Z");
        }
    }

    private static ProblemException refusal(String detail) {
        return new ProblemException(Response.problem(400, detail));
    }
}
