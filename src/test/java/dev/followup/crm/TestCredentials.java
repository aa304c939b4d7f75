package dev.followup.crm;

import dev.followup.account.Account;
import dev.followup.account.Credentials;
import dev.followup.account.NoTokenException;
import dev.followup.account.Token;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// One token for all accounts, unless a test has others or none.
final class TestCredentials implements Credentials {

    static final String TOKEN = "top-secret-token";

    /// Why there is no token; `null` while there is one.
    volatile @Nullable NoTokenException trouble;

    /// What there is instead of a refused token.
    volatile String other = TOKEN;

    private final List<Token> refused = new CopyOnWriteArrayList<>();

    void reset() {
        trouble = null;
        other = TOKEN;
        refused.clear();
    }

    @Override
    public Token token(Account account) {
        var why = trouble;
        if (why != null) {
            throw why;
        }
        return new Token(TOKEN);
    }

    @Override
    public Token insteadOf(Token token, Account account) {
        refused.add(token);
        return new Token(other);
    }

    /// The tokens that were asked to be replaced.
    List<Token> refused() {
        return List.copyOf(refused);
    }
}
