package dev.followup.account.token;

import dev.followup.account.Account;
import dev.followup.account.AuthMethod;
import dev.followup.account.token.TokenEndpoint.GrantType;
import dev.followup.account.token.TokenEndpoint.Reply;
import dev.followup.account.token.TokenEndpoint.Request;
import java.util.ArrayList;
import java.util.List;

/// The requester of one account's tokens, which knows the code and the refresh token to request them with.
final class OAuthTokenRequester {

    private final Account account;
    private final AuthMethod.Consent consent;
    private final SecretStore secrets;
    private final TokenEndpoint endpoint;

    OAuthTokenRequester(Account account, AuthMethod.Consent consent, SecretStore secrets, TokenEndpoint endpoint) {
        this.account = account;
        this.consent = consent;
        this.secrets = secrets;
        this.endpoint = endpoint;
    }

    /// The requests that may bring tokens now.
    ///
    /// @throws TokenUnavailableException if there are none, or none but those that the CRM has refused
    /// already
    Candidates candidates(OAuthState state) {
        ClientSecret secret;
        try {
            secret = ClientSecret.of(secrets.read(consent.secret()));
        } catch (IllegalArgumentException e) {
            throw needsPerson("secret " + consent.secret() + ": " + e.getMessage());
        }
        var isNew = !secret.digest().equals(state.presented());
        if (state.refusal() != null && !isNew) {
            throw needsPerson(state.refusal());
        }
        var requests = new ArrayList<Request>();
        if (state.tokens() != null) {
            requests.add(request(secret, GrantType.REFRESH_TOKEN, state.tokens().refresh()));
        }
        if (secret.code() != null && isNew) {
            requests.add(request(secret, GrantType.AUTHORIZATION_CODE, secret.code()));
        }
        if (requests.isEmpty()) {
            throw needsPerson("no person has consented yet");
        }
        return new Candidates(requests, secret.digest());
    }

    /// Makes one request after the other, until one is not refused.
    Reply exchange(Candidates candidates) {
        Reply reply = endpoint.exchange(account, candidates.requests.getFirst());
        for (int i = 1; i < candidates.requests.size() && reply instanceof Reply.Refused; i++) {
            reply = endpoint.exchange(account, candidates.requests.get(i));
        }
        return reply;
    }

    /// The requests to try, the best first.
    ///
    /// @param digest of the secret that they contain
    record Candidates(List<Request> requests, String digest) {}

    private Request request(ClientSecret secret, GrantType grantType, Token credential) {
        return new Request(consent.clientId(), secret.secret(), consent.redirectUri(), grantType, credential);
    }

    private TokenUnavailableException needsPerson(String why) {
        return new TokenUnavailableException.NeedsPerson(why + "; account " + account.name()
                + " needs a person's consent: within 20 minutes after it, put its code behind the integration's own"
                + " secret in " + consent.secret() + ", with a blank between");
    }
}
