package dev.followup.crm.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.followup.account.token.TokenEndpoint.Request;
import org.jspecify.annotations.Nullable;

/// A request for tokens in the CRM's form. Its text form shows nothing, since it holds secrets.
/// Source: CRM documentation, "OAuth 2.0 step by step"; read 2026-11-21.
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record TokenRequest(
        String clientId,
        String clientSecret,
        String redirectUri,
        String grantType,
        @Nullable String code,
        @Nullable String refreshToken) {

    static TokenRequest of(Request request) {
        var id = request.clientId();
        var secret = request.clientSecret().value();
        var redirect = request.redirectUri().toString();
        var credential = request.credential().value();
        return switch (request.grantType()) {
            case AUTHORIZATION_CODE -> new TokenRequest(id, secret, redirect, "authorization_code", credential, null);
            case REFRESH_TOKEN -> new TokenRequest(id, secret, redirect, "refresh_token", null, credential);
        };
    }

    @Override
    public String toString() {
        return "TokenRequest[…]";
    }
}
