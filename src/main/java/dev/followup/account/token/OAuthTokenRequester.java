package dev.followup.account.token;

import dev.followup.account.Account;
import dev.followup.account.AuthMethod;
import dev.followup.account.token.TokenEndpoint.Proof;
import dev.followup.account.token.TokenEndpoint.Reply;
import dev.followup.account.token.TokenEndpoint.Request;
import java.util.ArrayList;
import java.util.List;

/// Where one account's tokens are asked for: knows what to show.
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

    /// What can be shown now.
    ///
    /// @throws TokenUnavailableException if that is nothing, or nothing else than what the CRM refused
    /// already
    Offer offer(OAuthState grant) {
        ClientSecret secret;
        try {
            secret = ClientSecret.of(secrets.read(consent.secret()));
        } catch (IllegalArgumentException e) {
            throw needsPerson("secret " + consent.secret() + ": " + e.getMessage());
        }
        var isNew = !secret.digest().equals(grant.presented());
        if (grant.refusal() != null && !isNew) {
            throw needsPerson(grant.refusal());
        }
        var requests = new ArrayList<Request>();
        if (grant.tokens() != null) {
            requests.add(request(secret, Proof.REFRESH_TOKEN, grant.tokens().refresh()));
        }
        if (secret.code() != null && isNew) {
            requests.add(request(secret, Proof.CODE, secret.code()));
        }
        if (requests.isEmpty()) {
            throw needsPerson("nobody has consented yet");
        }
        return new Offer(requests, secret.digest());
    }

    /// Shows one thing after the other, until something else than a refusal comes of it.
    Reply ask(Offer offer) {
        Reply reply = endpoint.ask(account, offer.requests.getFirst());
        for (int i = 1; i < offer.requests.size() && reply instanceof Reply.Refused; i++) {
            reply = endpoint.ask(account, offer.requests.get(i));
        }
        return reply;
    }

    /// What can be shown, the best first.
    ///
    /// @param digest of the secret that it was made of
    record Offer(List<Request> requests, String digest) {}

    private Request request(ClientSecret secret, Proof proof, Token shown) {
        return new Request(consent.clientId(), secret.secret(), consent.redirectUri(), proof, shown);
    }

    private TokenUnavailableException needsPerson(String why) {
        return new TokenUnavailableException.NeedsPerson(why + "; account " + account.name()
                + " needs a person's consent: within 20 minutes after it, put its code behind the integration's own"
                + " secret in " + consent.secret() + ", with a blank between");
    }
}
