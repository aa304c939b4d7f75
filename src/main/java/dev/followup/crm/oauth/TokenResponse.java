package dev.followup.crm.oauth;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.followup.account.token.Token;
import dev.followup.account.token.TokenEndpoint.Reply;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tokens as the CRM hands them out. Prints as nothing of them.
///
/// @param expiresIn in seconds
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
record TokenResponse(@Nullable String accessToken, @Nullable String refreshToken, long expiresIn) {

    /// Empty if it lacks anything, or holds what cannot be a token.
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
        return "TokenModel[…]";
    }
}
