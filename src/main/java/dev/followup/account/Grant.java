package dev.followup.account;

import dev.followup.account.TokenEndpoint.Reply.Granted;
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
/// @param asked when a request left whose answer is not stored yet: who stored that makes it, all others wait;
/// `null` if none did
public record Grant(
        long version,
        String presented,
        @Nullable Tokens tokens,
        @Nullable String refusal,
        @Nullable Instant asked) {

    /// How long an answer is waited for: longer than a call and its turn may take.
    private static final Duration ANSWER = Duration.ofMinutes(1);

    /// A token that is refused so soon after it was issued is not cured by the next one.
    private static final Duration YOUNG = Duration.ofMinutes(10);

    /// Nothing is stored.
    static final Grant NONE = new Grant(0, "", null, null, null);

    Grant asking(@Nullable Instant when) {
        return new Grant(version + 1, presented, tokens, refusal, when);
    }

    /// Asked for when the request left, and no later.
    Grant granted(Granted answer, String secret) {
        var issued = Objects.requireNonNull(asked);
        var next = new Tokens(answer.access(), answer.refresh(), issued, issued.plus(answer.lifetime()));
        return new Grant(version + 1, secret, next, null, null);
    }

    Grant refused(String why, String secret) {
        return new Grant(version + 1, secret, tokens, why, null);
    }

    /// The same in place of another.
    Grant replacing(Grant other) {
        return new Grant(other.version + 1, presented, tokens, refusal, asked);
    }

    /// The token for the API, unless it has ended or is the refused one.
    Optional<Token> access(@Nullable Token refused, Instant now) {
        return Optional.ofNullable(tokens)
                .filter(held -> now.isBefore(held.expires()))
                .map(Tokens::access)
                .filter(token -> !token.equals(refused));
    }

    /// Whether its tokens are not to be replaced yet.
    boolean isFresh(Instant now) {
        return tokens != null && now.isBefore(tokens.ripe());
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
    boolean isNewerThan(Grant other) {
        return tokens != null && (other.tokens == null || tokens.issued().isAfter(other.tokens.issued()));
    }

    /// Whether a request has left whose answer may still come.
    boolean isAsked(Instant now) {
        return asked != null && Duration.between(asked, now).abs().compareTo(ANSWER) < 0;
    }
}
