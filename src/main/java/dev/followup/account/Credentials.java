package dev.followup.account;

/// Hands out the token that opens an account.
public interface Credentials {

    /// The token to use now.
    Token token(Account account);
}
