package dev.followup.sandbox.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The behaviour of the sandbox towards its clients.
///
/// @param requestsPerSecond 0 for no limit
/// @param blockAfterRejections how many answers 429 in a row cause a block; 0 for none, and an end of the
/// present one
/// @param blockSeconds how long a block lasts; 0 for until a reset
/// @param lostWebhooks the share of all webhooks that are not sent, from 0 to 1
/// @param alphaFilters whether the lists of leads, contacts, companies and customers heed all their
/// filters, and not only those by id
/// @param seed of the random numbers for faults and lost webhooks
public record Behaviour(
        int latencyMs,
        int requestsPerSecond,
        int blockAfterRejections,
        int blockSeconds,
        List<Fault> faults,
        double lostWebhooks,
        boolean alphaFilters,
        long seed) {

    /// The limit is the CRM's own. The number of rejections that causes a block, and the length of a block, are
    /// not published.
    /// Source: CRM documentation, "Limitations"; read 2026-11-21.
    public static final Behaviour DEFAULT = new Behaviour(0, 7, 50, 60, List.of(), 0, false, 1);

    private static final Set<String> KEYS = Set.of(
            "latencyMs",
            "requestsPerSecond",
            "blockAfterRejections",
            "blockSeconds",
            "faults",
            "lostHooks",
            "alphaFilters",
            "seed");

    private static final Set<String> FAULT_KEYS = Set.of("kind", "share", "path", "method", "times");

    /// This behaviour with some changes.
    public Behaviour with(JsonNode changes) {
        checkKeys(changes, "body", "", KEYS);
        return new Behaviour(
                whole(changes, "latencyMs", latencyMs, 600_000),
                whole(changes, "requestsPerSecond", requestsPerSecond, 1_000_000),
                whole(changes, "blockAfterRejections", blockAfterRejections, Integer.MAX_VALUE),
                whole(changes, "blockSeconds", blockSeconds, Integer.MAX_VALUE),
                changes.has("faults") ? faults(changes.path("faults")) : faults,
                changes.has("lostHooks") ? share(changes.path("lostHooks"), "lostHooks") : lostWebhooks,
                flag(changes, "alphaFilters", alphaFilters),
                seed(changes));
    }

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("latencyMs", latencyMs)
                .put("requestsPerSecond", requestsPerSecond)
                .put("blockAfterRejections", blockAfterRejections)
                .put("blockSeconds", blockSeconds);
        json.set("faults", Json.list(faults.stream().map(Fault::json).toList()));
        return json.put("lostHooks", lostWebhooks)
                .put("alphaFilters", alphaFilters)
                .put("seed", seed);
    }

    private static int whole(JsonNode changes, String key, int otherwise, int most) {
        JsonNode value = changes.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.asInt() < 0 || value.asInt() > most) {
            throw refusal(key, value, "a whole number from 0 to " + most);
        }
        return value.asInt();
    }

    private static boolean flag(JsonNode changes, String key, boolean otherwise) {
        JsonNode value = changes.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw refusal(key, value, "true or false");
        }
        return value.asBoolean();
    }

    private long seed(JsonNode changes) {
        JsonNode value = changes.path("seed");
        if (value.isMissingNode()) {
            return seed;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw refusal("seed", value, "a whole number");
        }
        return value.asLong();
    }

    private static void checkKeys(JsonNode value, String place, String prefix, Set<String> keys) {
        if (!value.isObject()) {
            throw refusal(place, value, "an object");
        }
        value.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw refusal(
                        prefix + key,
                        value.path(key),
                        "one of the keys " + keys.stream().sorted().toList());
            }
        });
    }

    private static List<Fault> faults(JsonNode value) {
        if (!value.isArray()) {
            throw refusal("faults", value, "a list of {\"kind\", \"share\"}");
        }
        var faults = new ArrayList<Fault>();
        value.forEach(fault -> faults.add(fault(fault, "faults[" + faults.size() + "]")));
        // Faults of different calls don't share them.
        faults.stream()
                .collect(Collectors.groupingBy(
                        fault -> fault.method() + " " + fault.path(), Collectors.summingDouble(Fault::share)))
                .values()
                .forEach(sum -> {
                    if (sum > 1 + 1e-9) {
                        throw refusal("faults", value, "shares that add up to 1 at most");
                    }
                });
        return List.copyOf(faults);
    }

    private static Fault fault(JsonNode value, String place) {
        checkKeys(value, place, place + ".", FAULT_KEYS);
        double share = share(value.path("share"), place + ".share");
        Fault.Kind kind = Fault.Kind.of(value.path("kind").asText())
                .orElseThrow(() -> refusal(place + ".kind", value.path("kind"), "one of " + Fault.Kind.words()));
        String path =
                text(value.path("path"), place + ".path", "a path such as \"/api/v4/tasks\" or \"/api/v4/tasks*\"");
        String method = text(value.path("method"), place + ".method", "a method such as \"POST\"");
        JsonNode times = value.path("times");
        if (!times.isMissingNode() && (!times.isInt() || times.asInt() < 1)) {
            throw refusal(place + ".times", times, "a whole number from 1");
        }
        return new Fault(kind, share, path, method, times.asInt(Fault.ALWAYS));
    }

    private static @Nullable String text(JsonNode value, String place, String expected) {
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            throw refusal(place, value, expected);
        }
        return value.asText();
    }

    private static double share(JsonNode value, String place) {
        if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
            throw refusal(place, value, "a number from 0 to 1");
        }
        return value.asDouble();
    }

    private static ProblemException refusal(String key, JsonNode found, String expected) {
        String shown = found.isMissingNode() ? "nothing" : found.toString();
        return new ProblemException(Response.problem(400, key + ": found " + shown + ", expected " + expected));
    }
}
