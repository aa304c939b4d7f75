package dev.followup.account;

import jakarta.enterprise.context.ApplicationScoped;

/// Has for every account what opens it.
@ApplicationScoped
class Keyring implements Credentials {

    private final Accounts accounts;
    private final LongLivedToken longLived;
    private final OAuth oauth;

    Keyring(Accounts accounts, LongLivedToken longLived, OAuth oauth) {
        this.accounts = accounts;
        this.longLived = longLived;
        this.oauth = oauth;
    }

    @Override
    public Token token(Account account) {
        return switch (accounts.access(account)) {
            case Access.Setting setting -> longLived.of(setting, account);
            case Access.Secret secret -> longLived.of(secret);
            case Access.Consent consent -> oauth.chain(account, consent).token(null);
        };
    }

    @Override
    public Token insteadOf(Token refused, Account account) {
        return switch (accounts.access(account)) {
            case Access.Setting _ -> refused;
            case Access.Secret secret -> longLived.insteadOf(refused, secret);
            case Access.Consent consent -> oauth.chain(account, consent).token(refused);
        };
    }

    @Override
    public void check(Account account) {
        if (accounts.access(account) instanceof Access.Setting setting) {
            longLived.of(setting, account);
        }
    }
}
