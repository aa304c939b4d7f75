package dev.followup.account.token;

import dev.followup.account.token.TokenEndpoint.Reply.Granted;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an account's access by OAuth stands: what is stored of it, whole and in one step.
///
/// @param version 1 more than what it replaces
/// @param presented what the integration's secret was when the CRM last answered, as a digest; empty before
/// @param tokens the last that the CRM handed out; `null` if it never did
/// @param refusal why it hands out no more; `null` while it does
/// @param asked when a request left whose answer is not stored yet: who stored that makes it, all others
/// wait; `null` if none did
public record OAuthState(
        long version,
        String presented,
        @Nullable TokenPair tokens,
        @Nullable String refusal,
        @Nullable Instant asked) {

    /// How long an answer is waited for: longer than a call and its turn may take.
    private static final Duration ANSWER = Duration.ofMinutes(1);

    /// A token that is refused so soon after it was issued is not cured by the next one.
    private static final Duration YOUNG = Duration.ofMinutes(10);

    /// Nothing is stored.
    static final OAuthState NONE = new OAuthState(0, "", null, null, null);

    OAuthState asking(@Nullable Instant when) {
        return new OAuthState(version + 1, presented, tokens, refusal, when);
    }

    /// Asked for when the request left, and no later.
    OAuthState granted(Granted answer, String secret) {
        var issued = Objects.requireNonNull(asked);
        var next = new TokenPair(answer.access(), answer.refresh(), issued, issued.plus(answer.lifetime()));
        return new OAuthState(version + 1, secret, next, null, null);
    }

    OAuthState refused(String why, String secret) {
        return new OAuthState(version + 1, secret, tokens, why, null);
    }

    /// The same in place of another.
    OAuthState replacing(OAuthState other) {
        return new OAuthState(other.version + 1, presented, tokens, refusal, asked);
    }

    /// The token for the API, unless it has ended or is the refused one.
    Optional<Token> access(@Nullable Token refused, Instant now) {
        return Optional.ofNullable(tokens)
                .filter(held -> now.isBefore(held.expires()))
                .map(TokenPair::access)
                .filter(token -> !token.equals(refused));
    }

    /// Whether its tokens are not to be replaced yet.
    boolean isFresh(Instant now) {
        return tokens != null && now.isBefore(tokens.isDueForRefresh());
    }

    /// The token to go on with; empty if it is to be replaced: it ends soon, or the CRM has refused it.
    Optional<Token> good(@Nullable Token refused, Instant now) {
        if (tokens == null || !isFresh(now)) {
            return Optional.empty();
        }
        var isCurable = tokens.access().equals(refused) && !tokens.issued().isAfter(now.minus(YOUNG));
        return isCurable ? Optional.empty() : Optional.of(tokens.access());
    }

    /// Whether its tokens were asked for after another one's.
    boolean isNewerThan(OAuthState other) {
        return tokens != null && (other.tokens == null || tokens.issued().isAfter(other.tokens.issued()));
    }

    /// Whether a request has left whose answer may still come.
    boolean isAsked(Instant now) {
        return asked != null && Duration.between(asked, now).abs().compareTo(ANSWER) < 0;
    }
}
