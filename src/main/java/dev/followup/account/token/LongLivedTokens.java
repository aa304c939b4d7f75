package dev.followup.account.token;

import dev.followup.account.Account;
import dev.followup.account.AuthMethod;
import dev.followup.config.FollowupConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The long-lived tokens that private integrations get in the CRM's web interface: valid for one day to five
/// years, never refreshed. They come from the settings, or from a secret that is read once, and again when
/// the CRM refuses the token.
@ApplicationScoped
class LongLivedTokens {

    private final FollowupConfig config;
    private final SecretStore secrets;
    private final Map<String, Token> read = new ConcurrentHashMap<>();

    LongLivedTokens(FollowupConfig config, SecretStore secrets) {
        this.config = config;
        this.secrets = secrets;
    }

    /// The token in the settings.
    Token of(AuthMethod.Setting setting, Account account) {
        return config.crm()
                .token()
                .map(Token::new)
                .orElseThrow(() -> new TokenUnavailableException.NeedsPerson(
                        "CRM_TOKEN is not set, expected the long-lived token of account " + account.name()));
    }

    /// The token in a secret.
    Token of(AuthMethod.Secret secret) {
        return read.computeIfAbsent(secret.name(), this::read);
    }

    /// The token that a secret holds now instead of one that the CRM refused; the same if the secret has not
    /// changed.
    Token insteadOf(Token refused, AuthMethod.Secret secret) {
        return read.compute(
                secret.name(), (name, known) -> known == null || known.equals(refused) ? read(name) : known);
    }

    private Token read(String name) {
        try {
            return new Token(secrets.read(name).strip());
        } catch (IllegalArgumentException e) {
            throw new TokenUnavailableException.NeedsPerson("secret " + name + ": " + e.getMessage());
        }
    }
}
