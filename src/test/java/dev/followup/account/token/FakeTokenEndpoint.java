package dev.followup.account.token;

import dev.followup.account.Account;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A token endpoint that accepts each code and each of its refresh tokens once, as the CRM does. Its tokens
/// are `access-1` and `refresh-1`, and so on.
final class FakeTokenEndpoint implements TokenEndpoint {

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Token> used = ConcurrentHashMap.newKeySet();
    private int issued;

    /// The change of an answer on its way.
    Function<Reply, Reply> way = Function.identity();

    @Override
    public Reply exchange(Account account, Request request) {
        requests.add(request);
        return way.apply(answer(request));
    }

    private synchronized Reply answer(Request request) {
        var isKnown = request.grantType() == GrantType.AUTHORIZATION_CODE
                || request.credential().value().startsWith("refresh-");
        if (!isKnown || !used.add(request.credential())) {
            return new Reply.Refused("401 (Token has been revoked)");
        }
        issued++;
        return new Reply.Granted(new Token("access-" + issued), new Token("refresh-" + issued), Duration.ofDays(1));
    }

    /// The codes and refresh tokens of the requests, in order.
    List<String> credentials() {
        return requests.stream().map(request -> request.credential().value()).toList();
    }

    Request last() {
        return requests.getLast();
    }
}
