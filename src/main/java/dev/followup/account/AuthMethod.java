package dev.followup.account;

import java.net.URI;

/// What opens an account.
public sealed interface AuthMethod {

    /// The long-lived token in the settings.
    record Setting() implements AuthMethod {}

    /// The long-lived token that a secret holds.
    ///
    /// @param name what Secrets Manager calls it
    record Secret(String name) implements AuthMethod {}

    /// Tokens that a person's consent leads to.
    ///
    /// @param clientId which integration the person consents to
    /// @param secret the name of the secret that holds the integration's own and, behind a blank, a
    /// consent's code
    /// @param redirectUri where the CRM sends people who consent, exactly as entered there
    record Consent(String clientId, String secret, URI redirectUri) implements AuthMethod {}
}
