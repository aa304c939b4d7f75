package dev.followup.crm.oauth;

import dev.followup.account.Account;
import dev.followup.account.token.TokenEndpoint;
import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/// Fetches tokens from the account's own host, at the account's pace.
@ApplicationScoped
class CrmTokenEndpoint implements TokenEndpoint {

    /// How long a request that no call waits for may wait for its turn.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final OAuthApi api;
    private final CrmSessions sessions;
    private final Clock clock;

    CrmTokenEndpoint(@RestClient OAuthApi api, CrmSessions sessions, Clock clock) {
        this.api = api;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public Reply ask(Account account, Request request) {
        var call = new CrmCall(session(account));
        try {
            var answer = ScopedValue.where(CrmCall.CURRENT, call)
                    .call(() -> api.exchange(account.host(), TokenRequest.of(request)));
            return answer == null
                    ? without(call)
                    : answer.toGranted().<Reply>map(granted -> granted).orElseGet(() -> without(call));
        } catch (RuntimeException e) {
            return reply(CrmException.of(e, call), call);
        }
    }

    /// The visit of the call that needs the token; one of its own if nothing is being called.
    private CrmSession session(Account account) {
        return CrmCall.CURRENT.isBound()
                ? CrmCall.CURRENT.get().session()
                : sessions.begin(account, clock.instant().plus(LONGEST_WAIT));
    }

    private static Reply without(CrmCall call) {
        return new Reply.Lost(call.request() + " was answered without tokens");
    }

    private static Reply reply(CrmException trouble, CrmCall call) {
        var words = String.valueOf(trouble.getMessage());
        if (!call.hasLeft()) {
            return new Reply.Away(words); // whatever closed the visit was said of another call
        }
        return switch (trouble) {
            case CrmException.Unauthorized _, CrmException.Invalid _, CrmException.Refusal _ ->
                new Reply.Refused(words);
            case CrmException.Closed closed -> {
                call.session().failed(closed); // what it serves nothing asks for no tokens either
                yield new Reply.Away(words);
            }
            case CrmException.NotTaken _ -> new Reply.Away(words);
            case CrmException.Lost _ -> new Reply.Lost(words);
        };
    }
}
