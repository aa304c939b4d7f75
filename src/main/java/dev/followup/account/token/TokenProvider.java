package dev.followup.account.token;

import dev.followup.account.Account;

/// Hands out the tokens that open accounts. Every method throws [TokenUnavailableException] where none is to be had.
public interface TokenProvider {

    /// The token to use now. Refreshed ahead of its end, if it is one to be refreshed.
    Token token(Account account);

    /// The token to use after the CRM refused one; the same if there is no other.
    default Token insteadOf(Token refused, Account account) {
        return refused;
    }

    /// Keeps the access of an account that may be idle: OAuth ends three months after the last refresh. For
    /// each tick, since it costs nothing until a refresh is due. What goes wrong is told where it does.
    default void refreshIfDue(Account account) {
        try {
            token(account);
        } catch (TokenUnavailableException _) {
            // there is nothing to be done with the token yet
        }
    }

    /// Refuses settings that lead to no token. Calls nobody.
    default void check(Account account) {}
}
