package dev.followup.account.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.token.TokenEndpoint.Reply.Granted;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of every token store.
abstract class TokenStoreContract {

    private static final int INSTANCES = 16;
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.123Z");

    /// An empty store, the same at each call within a test.
    abstract TokenStore store();

    @Test
    void is_empty_at_first() {
        assertThat(store().read("demo")).isEmpty();
    }

    @Test
    void stores_every_part_of_a_state() {
        var requested = OAuthState.NONE.requested(NOW);
        var granted = requested.granted(answer("access", "refresh"), "digest");
        var requestedAgain = granted.requested(NOW.plusSeconds(1));
        var refused = requestedAgain.refused("POST answered 401 (Срок истёк)", "digest");
        for (var state : new OAuthState[] {requested, granted, requestedAgain, refused}) {
            assertThat(store().replace("demo", state)).isTrue();
            assertThat(store().read("demo")).contains(state);
        }
    }

    @Test
    void replaces_only_the_version_before() {
        var first = OAuthState.NONE.requested(NOW);
        var second = first.granted(answer("a", "r"), "digest");

        assertThat(store().replace("demo", second)).isFalse();
        assertThat(store().read("demo")).isEmpty();
        assertThat(store().replace("demo", first)).isTrue();
        assertThat(store().replace("demo", OAuthState.NONE.requested(NOW.plusSeconds(9))))
                .isFalse();
        assertThat(store().read("demo")).contains(first);
        assertThat(store().replace("demo", second)).isTrue();
        assertThat(store().replace("demo", second)).isFalse();
    }

    @Test
    void keeps_accounts_apart() {
        store().replace("demo", OAuthState.NONE.requested(NOW));

        assertThat(store().read("other")).isEmpty();
        assertThat(store().replace("other", OAuthState.NONE.requested(NOW))).isTrue();
    }

    @Test
    void stores_only_one_of_many_states_at_the_same_moment() throws Exception {
        var store = store();
        var start = new CyclicBarrier(INSTANCES);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var instances = IntStream.range(0, INSTANCES)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        start.await();
                        return store.replace("demo", OAuthState.NONE.requested(NOW.plusSeconds(i)));
                    })
                    .toList();
            var stored = 0;
            for (var instance : threads.invokeAll(instances)) {
                stored += instance.get() ? 1 : 0;
            }
            assertThat(stored).isEqualTo(1);
        }
    }

    private static Granted answer(String access, String refresh) {
        return new Granted(new Token(access), new Token(refresh), Duration.ofDays(1));
    }
}
