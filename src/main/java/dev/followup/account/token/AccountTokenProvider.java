package dev.followup.account.token;

import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.account.AuthMethod;
import jakarta.enterprise.context.ApplicationScoped;

/// The provider that gets each account's token by the account's authentication method.
@ApplicationScoped
class AccountTokenProvider implements TokenProvider {

    private final Accounts accounts;
    private final LongLivedTokens longLived;
    private final OAuthTokens oauth;

    AccountTokenProvider(Accounts accounts, LongLivedTokens longLived, OAuthTokens oauth) {
        this.accounts = accounts;
        this.longLived = longLived;
        this.oauth = oauth;
    }

    @Override
    public Token token(Account account) {
        return switch (accounts.access(account)) {
            case AuthMethod.Setting setting -> longLived.of(setting, account);
            case AuthMethod.Secret secret -> longLived.of(secret);
            case AuthMethod.WarmUp _ -> new Token("warm-up");
            case AuthMethod.Consent consent -> oauth.refresher(account, consent).token(null);
        };
    }

    @Override
    public Token insteadOf(Token refused, Account account) {
        return switch (accounts.access(account)) {
            case AuthMethod.Setting _, AuthMethod.WarmUp _ -> refused;
            case AuthMethod.Secret secret -> longLived.insteadOf(refused, secret);
            case AuthMethod.Consent consent -> oauth.refresher(account, consent).token(refused);
        };
    }

    @Override
    public void check(Account account) {
        if (accounts.access(account) instanceof AuthMethod.Setting setting) {
            longLived.of(setting, account);
        }
    }
}
