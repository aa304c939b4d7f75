package dev.followup.account;

/// Where secrets are kept, by their names.
public interface Secrets {

    /// The whole text of a secret, as it is now.
    ///
    /// @throws NoTokenException if it cannot be read
    String read(String name);
}
