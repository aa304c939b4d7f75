package dev.followup.crm;

import dev.followup.account.Account;
import dev.followup.account.token.Token;
import dev.followup.account.token.TokenProvider;
import dev.followup.account.token.TokenUnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A provider of one token for all accounts, unless a test sets others or none.
public final class TestTokenProvider implements TokenProvider {

    public static final String TOKEN = "top-secret-token";

    /// Why there is no token; `null` while there is one.
    public volatile @Nullable TokenUnavailableException trouble;

    /// The token to use instead of a refused one.
    public volatile String other = TOKEN;

    private final List<Token> refused = new CopyOnWriteArrayList<>();

    public void reset() {
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

    /// The refused tokens for which another was requested.
    public List<Token> refused() {
        return List.copyOf(refused);
    }
}
