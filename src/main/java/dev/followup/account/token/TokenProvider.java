package dev.followup.account.token;

import dev.followup.account.Account;

/// The source of access tokens. Every method throws [TokenUnavailableException] where no token is available.
public interface TokenProvider {

    /// The token to use now. A token that can be refreshed is refreshed ahead of its expiry.
    Token token(Account account);

    /// The token to use after the CRM refused one; the refused one if there is no other.
    default Token insteadOf(Token refused, Account account) {
        return refused;
    }

    /// Keeps the access of an account that may be idle, since OAuth access ends three months after the last
    /// refresh. Called at each tick: it costs nothing until a refresh is due. A failure is logged where it
    /// happens.
    default void refreshIfDue(Account account) {
        try {
            token(account);
        } catch (TokenUnavailableException _) {
            // no call needs the token yet
        }
    }

    /// Refuses settings that lead to no token. Makes no call.
    default void check(Account account) {}
}
