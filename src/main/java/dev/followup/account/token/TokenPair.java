package dev.followup.account.token;

import java.time.Duration;
import java.time.Instant;

/// What a consent leads to: a token for the API, and the one that fetches the next two.
///
/// @param refresh good for one use
/// @param issued when they were asked for
/// @param expires when the token for the API ends
public record TokenPair(Token access, Token refresh, Instant issued, Instant expires) {

    /// What part of its life before its end a token is replaced: an hour of a day, which is longer than an
    /// invocation, and longer than the CRM is away now and then.
    private static final int MARGIN = 24;

    /// From when on they are to be replaced.
    Instant isDueForRefresh() {
        return expires.minus(Duration.between(issued, expires).dividedBy(MARGIN));
    }
}
