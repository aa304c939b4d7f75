package dev.followup.crm.oauth;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.followup.account.token.Token;
import dev.followup.account.token.TokenEndpoint.Reply;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The CRM's answer with tokens. Its text form shows nothing, since it holds secrets.
///
/// @param expiresIn in seconds
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
record TokenResponse(@Nullable String accessToken, @Nullable String refreshToken, long expiresIn) {

    /// The tokens; empty if one is missing or malformed.
    Optional<Reply.Granted> toGranted() {
        if (accessToken == null || refreshToken == null || expiresIn <= 0) {
            return Optional.empty();
        }
        try {
            var lifetime = Duration.ofSeconds(expiresIn);
            return Optional.of(new Reply.Granted(new Token(accessToken), new Token(refreshToken), lifetime));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "TokenResponse[…]";
    }
}
