package dev.followup.account.token;

/// Where secrets are kept, by their names.
public interface SecretStore {

    /// The whole text of a secret, as it is now.
    ///
    /// @throws TokenUnavailableException if it cannot be read
    String read(String name);
}
