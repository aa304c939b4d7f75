package dev.followup.account.token;

import dev.followup.account.token.TokenEndpoint.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The tokens of one account, each fetched with the one before. One instance at a time asks for the next: the
/// one that has stored that it does. All others go on with the old token while it lasts, else they look for the
/// new one.
final class OAuthTokenRefresher {

    private static final Logger LOG = Logger.getLogger(OAuthTokenRefresher.class);

    /// How long nothing is tried after it led to no token.
    private static final Duration REST = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int LOOKS = 20;

    private final String account;
    private final OAuthTokenRequester requester;
    private final TokenStore store;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private OAuthState held = OAuthState.NONE;
    private @Nullable OAuthState unsaved;
    private @Nullable TokenUnavailableException trouble;
    private Instant troubleEnds = Instant.MIN;

    OAuthTokenRefresher(String account, OAuthTokenRequester requester, TokenStore store, Clock clock) {
        this.account = account;
        this.requester = requester;
        this.store = store;
        this.clock = clock;
    }

    /// The token to use now, or instead of one that was refused; that one if another would fare the same.
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
        for (int look = 0; look < LOOKS; look++) {
            held = store.read(account).orElse(OAuthState.NONE);
            var now = clock.instant();
            var good = held.good(refused, now);
            if (good.isPresent()) {
                return good.get();
            }
            var old = held.access(refused, now);
            var isAsked = held.isAsked(now);
            if (isAsked && old.isPresent()) {
                return old.get();
            }
            try {
                if (isAsked) {
                    pause();
                } else {
                    ask(now);
                }
            } catch (TokenUnavailableException e) {
                return old.orElseThrow(() -> e);
            }
        }
        throw passing("another instance asks for tokens, and has none yet");
    }

    /// Asks for the next tokens, unless another instance is faster.
    private void ask(Instant now) {
        if (trouble != null && now.isBefore(troubleEnds)) {
            throw trouble;
        }
        try {
            var offer = requester.offer(held);
            var asking = held.asking(now);
            if (store.replace(account, asking)) {
                settle(asking, offer.digest(), requester.ask(offer));
            }
        } catch (TokenUnavailableException e) {
            trouble = e;
            troubleEnds = now.plus(REST);
            throw e;
        }
    }

    private void settle(OAuthState asking, String digest, Reply reply) {
        switch (reply) {
            case Reply.Granted granted -> {
                unsaved = asking.granted(granted, digest);
                save();
            }
            case Reply.Refused refused -> refuse(asking, digest, refused.why());
            case Reply.Away away -> {
                store.replace(account, asking.asking(held.asked()));
                throw passing(away.why());
            }
            case Reply.Lost lost -> {
                LOG.errorf(
                        "account %s may have lost its tokens, if the CRM handed out new ones: %s", account, lost.why());
                throw passing(lost.why());
            }
        }
    }

    private void refuse(OAuthState asking, String digest, String why) {
        var lost = held.asked();
        var words =
                lost == null ? why : why + "; the answer to the request of " + lost + " was lost, and its tokens too";
        if (store.replace(account, asking.refused(words, digest))) {
            LOG.errorf("account %s has no access any more, a person must consent again: %s", account, words);
        }
    }

    /// Stores new tokens, over whatever was stored while they were on their way, unless that is newer.
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
            Thread.sleep(LOOK);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw passing("interrupted while another instance asks for tokens");
        }
    }

    private TokenUnavailableException passing(String why) {
        return new TokenUnavailableException.Passing("account " + account + " has no token now: " + why);
    }
}
