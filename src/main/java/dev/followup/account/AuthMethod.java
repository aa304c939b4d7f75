package dev.followup.account;

import java.net.URI;

/// The authentication method of an account.
public sealed interface AuthMethod {

    /// A long-lived token in the settings.
    record Setting() implements AuthMethod {}

    /// A long-lived token in a secret.
    ///
    /// @param name the name of the secret in Secrets Manager
    record Secret(String name) implements AuthMethod {}

    /// A token that opens nothing: of an account that exists for a warm-up.
    record WarmUp() implements AuthMethod {}

    /// OAuth tokens that a person's consent grants.
    ///
    /// @param clientId the id of the integration
    /// @param secret the name of the secret that holds the integration's secret and, after a space, the
    /// code of a consent
    /// @param redirectUri where the CRM sends people who consent, exactly as entered in the integration
    record Consent(String clientId, String secret, URI redirectUri) implements AuthMethod {}
}
