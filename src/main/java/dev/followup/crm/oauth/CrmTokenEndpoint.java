package dev.followup.crm.oauth;

import dev.followup.account.Account;
import dev.followup.account.token.TokenEndpoint;
import dev.followup.crm.session.CallSubject;
import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/// The token endpoint of an account's own host, called under the account's rate limit.
@ApplicationScoped
class CrmTokenEndpoint implements TokenEndpoint {

    /// How long a request that no call depends on may wait for the rate limit.
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
    public Reply exchange(Account account, Request request) {
        var call = new CrmCall(session(account), CallSubject.TOKEN);
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

    /// The session of the call that needs the token; a session of its own if there is no such call.
    private CrmSession session(Account account) {
        return CrmCall.CURRENT.isBound()
                ? CrmCall.CURRENT.get().session()
                : sessions.begin(account, clock.instant().plus(LONGEST_WAIT));
    }

    private static Reply without(CrmCall call) {
        return new Reply.Lost(call.request() + " was answered without tokens");
    }

    private static Reply reply(CrmException failure, CrmCall call) {
        var words = String.valueOf(failure.getMessage());
        if (!call.isSent()) {
            return new Reply.Unavailable(words); // the session was closed by another call
        }
        return switch (failure) {
            case CrmException.Unauthorized _, CrmException.Invalid _, CrmException.Refusal _ ->
                new Reply.Refused(words);
            case CrmException.AccountUnavailable closed -> {
                call.session()
                        .failed(
                                closed,
                                CallSubject.TOKEN); // an account that the CRM does not serve needs no tokens either
                yield new Reply.Unavailable(words);
            }
            case CrmException.Unexpected _, CrmException.NotTaken _ -> new Reply.Unavailable(words);
            case CrmException.Lost _ -> new Reply.Lost(words);
        };
    }
}
