package dev.followup.crm;

import dev.followup.account.Account;
import dev.followup.account.TokenEndpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/// Fetches tokens from the account's own host, at the account's pace.
@ApplicationScoped
class CrmTokens implements TokenEndpoint {

    /// How long a request that no call waits for may wait for its turn.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final OAuthApi api;
    private final Visits visits;
    private final Clock clock;

    CrmTokens(@RestClient OAuthApi api, Visits visits, Clock clock) {
        this.api = api;
        this.visits = visits;
        this.clock = clock;
    }

    @Override
    public Reply ask(Account account, Request request) {
        var call = new Call(visit(account));
        try {
            var answer = ScopedValue.where(Call.CURRENT, call)
                    .call(() -> api.exchange(account.host(), TokenInput.of(request)));
            return answer == null
                    ? without(call)
                    : answer.toGranted().<Reply>map(granted -> granted).orElseGet(() -> without(call));
        } catch (RuntimeException e) {
            return reply(CrmException.of(e, call), call);
        }
    }

    /// The visit of the call that needs the token; one of its own if nothing is being called.
    private Visit visit(Account account) {
        return Call.CURRENT.isBound()
                ? Call.CURRENT.get().visit()
                : visits.begin(account, clock.instant().plus(LONGEST_WAIT));
    }

    private static Reply without(Call call) {
        return new Reply.Lost(call.request() + " was answered without tokens");
    }

    private static Reply reply(CrmException trouble, Call call) {
        var words = String.valueOf(trouble.getMessage());
        if (!call.hasLeft()) {
            return new Reply.Away(words); // whatever closed the visit was said of another call
        }
        return switch (trouble) {
            case CrmException.Unauthorized _, CrmException.Invalid _, CrmException.Refusal _ ->
                new Reply.Refused(words);
            case CrmException.Closed closed -> {
                call.visit().failed(closed); // what it serves nothing asks for no tokens either
                yield new Reply.Away(words);
            }
            case CrmException.NotTaken _ -> new Reply.Away(words);
            case CrmException.Lost _ -> new Reply.Lost(words);
        };
    }
}
