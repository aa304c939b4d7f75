package dev.followup.account.token;

import dev.followup.account.token.TokenEndpoint.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The refresher of one account's tokens, each pair of which is fetched with the pair before. Only one
/// instance at a time requests new tokens: the one that has stored that it does. All others use the old token
/// while it is valid, else they poll for the new one.
final class OAuthTokenRefresher {

    private static final Logger LOG = Logger.getLogger(OAuthTokenRefresher.class);

    /// How long no request is made after one that brought no token.
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final int MOST_POLLS = 20;

    private final String account;
    private final OAuthTokenRequester requester;
    private final TokenStore store;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private OAuthState held = OAuthState.NONE;
    private @Nullable OAuthState unsaved;
    private @Nullable TokenUnavailableException failure;
    private Instant retryAt = Instant.MIN;

    OAuthTokenRefresher(String account, OAuthTokenRequester requester, TokenStore store, Clock clock) {
        this.account = account;
        this.requester = requester;
        this.store = store;
        this.clock = clock;
    }

    /// The token to use now, or instead of one that was refused; the refused one if another would be refused
    /// as well.
    Token token(@Nullable Token refused) {
        lock.lock();
        try {
            save();
            var now = clock.instant();
            return held.access(refused, now).filter(_ -> held.isFresh(now)).orElseGet(() -> renewed(refused));
        } finally {
            lock.unlock();
        }
    }

    private Token renewed(@Nullable Token refused) {
        for (int poll = 0; poll < MOST_POLLS; poll++) {
            held = store.read(account).orElse(OAuthState.NONE);
            var now = clock.instant();
            var good = held.good(refused, now);
            if (good.isPresent()) {
                return good.get();
            }
            var old = held.access(refused, now);
            var isRequestPending = held.isRequestPending(now);
            if (isRequestPending && old.isPresent()) {
                return old.get();
            }
            try {
                if (isRequestPending) {
                    pause();
                } else {
                    request(now);
                }
            } catch (TokenUnavailableException e) {
                return old.orElseThrow(() -> e);
            }
        }
        throw passing("another instance is requesting tokens and has none yet");
    }

    /// Requests the next tokens, unless another instance is faster.
    private void request(Instant now) {
        if (failure != null && now.isBefore(retryAt)) {
            throw failure;
        }
        try {
            var candidates = requester.candidates(held);
            var requested = held.requested(now);
            if (store.replace(account, requested)) {
                settle(requested, candidates.digest(), requester.exchange(candidates));
            }
        } catch (TokenUnavailableException e) {
            failure = e;
            retryAt = now.plus(RETRY_PAUSE);
            throw e;
        }
    }

    private void settle(OAuthState requested, String digest, Reply reply) {
        switch (reply) {
            case Reply.Granted granted -> {
                unsaved = requested.granted(granted, digest);
                save();
            }
            case Reply.Refused refused -> refuse(requested, digest, refused.why());
            case Reply.Unavailable unavailable -> {
                store.replace(account, requested.requested(held.requestedAt()));
                throw passing(unavailable.why());
            }
            case Reply.Lost lost -> {
                LOG.errorf(
                        "%s: the answer to a request for tokens is lost: %s. If the CRM issued new tokens, the account's"
                                + " access is lost with them, and a person must consent again",
                        account, lost.why());
                throw passing(lost.why());
            }
        }
    }

    private void refuse(OAuthState requested, String digest, String why) {
        var lost = held.requestedAt();
        var words =
                lost == null ? why : why + "; the answer to the request of " + lost + " was lost, and its tokens too";
        if (store.replace(account, requested.refused(words, digest))) {
            LOG.errorf(
                    "%s: the CRM refuses new tokens: %s. The account has no access until a person consents again",
                    account, words);
        }
    }

    /// Stores new tokens. They replace a state that was stored while they were on their way, unless it is
    /// newer.
    private void save() {
        for (var next = unsaved; next != null; next = unsaved) {
            if (store.replace(account, next)) {
                unsaved = null;
            } else {
                var stored = store.read(account).orElse(OAuthState.NONE);
                unsaved = stored.isNewerThan(next) ? null : next.replacing(stored);
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(POLL_INTERVAL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw passing("interrupted while another instance is requesting tokens");
        }
    }

    private TokenUnavailableException passing(String why) {
        return new TokenUnavailableException.Passing("account " + account + " has no token now: " + why);
    }
}
