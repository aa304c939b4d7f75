package dev.followup.account.token;

import dev.followup.account.Account;
import java.net.URI;
import java.time.Duration;

/// The CRM's OAuth token endpoint at an account's own host. A refusal or failure of the CRM is a reply, never
/// an exception.
public interface TokenEndpoint {

    /// Makes one request, without retries.
    Reply exchange(Account account, Request request);

    /// The kind of credential that is exchanged for new tokens.
    enum GrantType {
        AUTHORIZATION_CODE,
        REFRESH_TOKEN
    }

    /// A request for tokens.
    ///
    /// @param clientId the integration's id
    /// @param redirectUri where the integration has the CRM send people
    /// @param credential the code or the refresh token
    record Request(String clientId, Token clientSecret, URI redirectUri, GrantType grantType, Token credential) {}

    /// The reply to a request.
    sealed interface Reply {

        /// New tokens.
        ///
        /// @param lifetime of the access token
        record Granted(Token access, Token refresh, Duration lifetime) implements Reply {}

        /// The CRM refuses the credential for good.
        ///
        /// @param why the request and the CRM's reason
        record Refused(String why) implements Reply {}

        /// The CRM has surely not taken the request, which may be repeated.
        record Unavailable(String why) implements Reply {}

        /// The CRM may have taken the request: then the credential is used up, and the new tokens are lost.
        record Lost(String why) implements Reply {}
    }
}
