package dev.followup.account.token;

import java.util.Optional;

/// The store of OAuth states that all instances share. What one instance stores, all others read from then
/// on.
///
/// Every method throws [TokenUnavailableException.Passing] if nothing could be read or written.
public interface TokenStore {

    /// The last state that was stored for an account; empty if there is none.
    Optional<OAuthState> read(String account);

    /// Stores a state as a whole, if the stored one has the version just before it; for version 1, if none is
    /// stored.
    ///
    /// @return whether it is stored; `false` if another instance was faster
    boolean replace(String account, OAuthState next);
}
