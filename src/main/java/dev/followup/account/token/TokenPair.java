package dev.followup.account.token;

import java.time.Duration;
import java.time.Instant;

/// A pair of OAuth tokens: the access token for the API, and the refresh token that fetches the next pair.
///
/// @param refresh valid for one use
/// @param issued when the pair was requested
/// @param expires when the access token expires
public record TokenPair(Token access, Token refresh, Instant issued, Instant expires) {

    /// The part of its lifetime that is left when a token is refreshed, as a divisor: an hour of a day, which
    /// is longer than an invocation, and longer than usual outages of the CRM.
    private static final int MARGIN = 24;

    /// The moment from which a refresh is due.
    Instant refreshDueAt() {
        return expires.minus(Duration.between(issued, expires).dividedBy(MARGIN));
    }
}
