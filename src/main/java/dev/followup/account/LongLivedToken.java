package dev.followup.account;

import dev.followup.config.FollowupConfig;
import jakarta.enterprise.context.ApplicationScoped;

/// The token that a private integration gets in the CRM's web interface: valid for one day to five years, never
/// refreshed.
@ApplicationScoped
class LongLivedToken implements Credentials {

    private final FollowupConfig config;

    LongLivedToken(FollowupConfig config) {
        this.config = config;
    }

    @Override
    public Token token(Account account) {
        return config.crm()
                .token()
                .map(Token::new)
                .orElseThrow(() -> new IllegalStateException(
                        "CRM_TOKEN is not set, expected the long-lived token of account " + account.name()));
    }
}
