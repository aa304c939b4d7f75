package dev.followup.sandbox.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.QueryForm;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The bearer tokens: `sandbox`, and those that `/oauth2/access_token` issues for any code, once per code. A
/// refresh token can be used once, within three months.
/// Source: CRM documentation, "OAuth 2.0 step by step"; read 2026-11-21.
public final class IssuedTokens {

    private static final String LONG_LIVED = "sandbox";
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final Duration UNUSED = Duration.ofDays(90);

    private final Clock clock;
    private final Map<String, Instant> expiryByToken = new ConcurrentHashMap<>();
    private final Map<String, Instant> expiryByRefreshToken = new ConcurrentHashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    public IssuedTokens(Clock clock) {
        this.clock = clock;
    }

    public boolean accepts(String token) {
        return token.equals(LONG_LIVED) || Instant.now(clock).isBefore(expiryByToken.getOrDefault(token, Instant.MIN));
    }

    public void register(Router routes) {
        routes.on("POST", "/oauth2/access_token", this::exchange);
    }

    private Response exchange(Request call) {
        JsonNode sent = request(call);
        for (String parameter : List.of("client_id", "client_secret", "redirect_uri")) {
            given(sent, parameter);
        }
        return switch (given(sent, "grant_type")) {
            case "authorization_code" -> {
                if (!used.add("code " + given(sent, "code"))) {
                    throw refusal(400, "Authorization code has been revoked");
                }
                yield issue();
            }
            case "refresh_token" -> {
                redeem(given(sent, "refresh_token"));
                yield issue();
            }
            default -> throw refusal(400, "Check the `grant_type` parameter");
        };
    }

    /// JSON as in the CRM's documentation, or a form as in the standard.
    private static JsonNode request(Request call) {
        if (call.body().stripLeading().startsWith("{")) {
            return call.json();
        }
        ObjectNode request = Json.object();
        QueryForm form = QueryForm.parse(call.body());
        form.keys().forEach(key -> request.put(key, form.value(key).orElse("")));
        return request;
    }

    private static String given(JsonNode sent, String parameter) {
        String value = sent.path(parameter).asText("");
        if (value.isBlank()) {
            throw refusal(400, "Check the `" + parameter + "` parameter");
        }
        return value;
    }

    private void redeem(String refreshToken) {
        Instant expiry = expiryByRefreshToken.get(refreshToken);
        if (expiry == null) {
            throw refusal(401, "Cannot decrypt the refresh token");
        }
        if (!Instant.now(clock).isBefore(expiry)) {
            throw refusal(401, "Token has expired");
        }
        if (!used.add(refreshToken)) {
            throw refusal(401, "Token has been revoked");
        }
    }

    private Response issue() {
        Instant now = Instant.now(clock);
        String token = UUID.randomUUID().toString();
        String refreshToken = UUID.randomUUID().toString();
        expiryByToken.put(token, now.plus(LIFETIME));
        expiryByRefreshToken.put(refreshToken, now.plus(UNUSED));
        return Response.json(Json.object()
                .put("token_type", "Bearer")
                .put("expires_in", LIFETIME.toSeconds())
                .put("server_time", now.getEpochSecond())
                .put("access_token", token)
                .put("refresh_token", refreshToken));
    }

    private static ProblemException refusal(int status, String hint) {
        return new ProblemException(Response.problem(Response.problemBody(status, "The token request was refused")
                .put("type", "https://developers.amocrm.ru/v3/errors/OAuthProblemJson")
                .put("hint", hint)));
    }
}
