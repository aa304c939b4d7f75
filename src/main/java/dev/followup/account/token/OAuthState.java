package dev.followup.account.token;

import dev.followup.account.token.TokenEndpoint.Reply.Granted;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The state of an account's OAuth access, stored as a whole in one step.
///
/// @param version 1 more than that of the state it replaces
/// @param presented the digest of the integration's secret at the CRM's last answer; empty before
/// @param tokens the last that the CRM issued; `null` if it never issued any
/// @param refusal why the CRM issues no more; `null` while it does
/// @param requestedAt when an instance began a request whose answer is not stored yet: only the
/// instance that stored this makes the request, all others wait; `null` if there is no such request
public record OAuthState(
        long version,
        String presented,
        @Nullable TokenPair tokens,
        @Nullable String refusal,
        @Nullable Instant requestedAt) {

    /// How long other instances wait for the answer: longer than a call may take, the rate limit included.
    private static final Duration ANSWER_TIME = Duration.ofMinutes(1);

    /// A token that is refused so soon after it was issued: another one would be refused as well.
    private static final Duration YOUNG = Duration.ofMinutes(10);

    /// The state of an account of which nothing is stored.
    static final OAuthState NONE = new OAuthState(0, "", null, null, null);

    /// The same state with the time of a request that is under way; `null` for none.
    OAuthState requested(@Nullable Instant when) {
        return new OAuthState(version + 1, presented, tokens, refusal, when);
    }

    /// The state after new tokens. They count as issued when the request began, not later.
    OAuthState granted(Granted answer, String secret) {
        var issued = Objects.requireNonNull(requestedAt);
        var next = new TokenPair(answer.access(), answer.refresh(), issued, issued.plus(answer.lifetime()));
        return new OAuthState(version + 1, secret, next, null, null);
    }

    /// The state after the CRM refused new tokens.
    OAuthState refused(String why, String secret) {
        return new OAuthState(version + 1, secret, tokens, why, null);
    }

    /// The same state as the successor of another.
    OAuthState replacing(OAuthState other) {
        return new OAuthState(other.version + 1, presented, tokens, refusal, requestedAt);
    }

    /// The access token, unless it has expired or is the refused one.
    Optional<Token> access(@Nullable Token refused, Instant now) {
        return Optional.ofNullable(tokens)
                .filter(held -> now.isBefore(held.expires()))
                .map(TokenPair::access)
                .filter(token -> !token.equals(refused));
    }

    /// Whether a refresh is not due yet.
    boolean isFresh(Instant now) {
        return tokens != null && now.isBefore(tokens.refreshDueAt());
    }

    /// The token to continue with; empty if it must be replaced, since it expires soon or the CRM has refused
    /// it.
    Optional<Token> good(@Nullable Token refused, Instant now) {
        if (tokens == null || !isFresh(now)) {
            return Optional.empty();
        }
        var isCurable = tokens.access().equals(refused) && !tokens.issued().isAfter(now.minus(YOUNG));
        return isCurable ? Optional.empty() : Optional.of(tokens.access());
    }

    /// Whether its tokens were issued after those of another state.
    boolean isNewerThan(OAuthState other) {
        return tokens != null && (other.tokens == null || tokens.issued().isAfter(other.tokens.issued()));
    }

    /// Whether a request is under way whose answer may still arrive.
    boolean isRequestPending(Instant now) {
        return requestedAt != null && Duration.between(requestedAt, now).abs().compareTo(ANSWER_TIME) < 0;
    }
}
