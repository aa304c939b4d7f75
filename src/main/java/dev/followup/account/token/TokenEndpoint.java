package dev.followup.account.token;

import dev.followup.account.Account;
import java.net.URI;
import java.time.Duration;

/// Where the CRM hands out tokens, at the account's own host. Never throws for what the CRM does or fails to do: it
/// replies.
public interface TokenEndpoint {

    /// Asks once.
    Reply ask(Account account, Request request);

    /// What is shown for new tokens.
    enum Proof {
        CODE,
        REFRESH_TOKEN
    }

    /// A request for tokens.
    ///
    /// @param clientId the integration
    /// @param redirectUri where it has the CRM send people
    /// @param shown the code or the refresh token
    record Request(String clientId, Token clientSecret, URI redirectUri, Proof proof, Token shown) {}

    /// What came of a request.
    sealed interface Reply {

        /// New tokens.
        ///
        /// @param lifetime of the one for the API
        record Granted(Token access, Token refresh, Duration lifetime) implements Reply {}

        /// It will never hand out tokens for this.
        ///
        /// @param why what was asked, and the CRM's words
        record Refused(String why) implements Reply {}

        /// It surely did not take the request, and may be asked again.
        record Away(String why) implements Reply {}

        /// It may have taken the request: then what was shown is used up, and the new tokens are lost.
        record Lost(String why) implements Reply {}
    }
}
