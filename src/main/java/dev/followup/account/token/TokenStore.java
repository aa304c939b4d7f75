package dev.followup.account.token;

import java.util.Optional;

/// Where the tokens of all instances are. What one stores, all others read from then on.
///
/// Every method throws [TokenUnavailableException.Passing] if nothing could be read or written.
public interface TokenStore {

    /// What was stored last for an account; empty if nothing ever was.
    Optional<OAuthState> read(String account);

    /// Stores a grant whole, if what is stored is the version just before it: nothing, before version 1.
    ///
    /// @return whether it is stored; `false` if another one was faster
    boolean replace(String account, OAuthState next);
}
