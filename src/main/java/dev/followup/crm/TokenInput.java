package dev.followup.crm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.followup.account.TokenEndpoint.Request;
import org.jspecify.annotations.Nullable;

/// A request for tokens as the CRM takes it. Prints as nothing of it.
/// Source: CRM documentation, "OAuth 2.0 step by step"; read 2026-11-21.
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record TokenInput(
        String clientId,
        String clientSecret,
        String redirectUri,
        String grantType,
        @Nullable String code,
        @Nullable String refreshToken) {

    static TokenInput of(Request request) {
        var id = request.clientId();
        var secret = request.clientSecret().value();
        var redirect = request.redirectUri().toString();
        var shown = request.shown().value();
        return switch (request.proof()) {
            case CODE -> new TokenInput(id, secret, redirect, "authorization_code", shown, null);
            case REFRESH_TOKEN -> new TokenInput(id, secret, redirect, "refresh_token", null, shown);
        };
    }

    @Override
    public String toString() {
        return "TokenInput[…]";
    }
}
