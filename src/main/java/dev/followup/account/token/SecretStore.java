package dev.followup.account.token;

/// A store of secrets by name.
public interface SecretStore {

    /// The whole text of a secret, as it is now.
    ///
    /// @throws TokenUnavailableException if it cannot be read
    String read(String name);
}
