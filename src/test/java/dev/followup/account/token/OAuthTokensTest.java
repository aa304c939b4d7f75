package dev.followup.account.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.account.Account;
import dev.followup.account.AuthMethod;
import dev.followup.account.token.TokenEndpoint.Proof;
import dev.followup.account.token.TokenEndpoint.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OAuthTokensTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration REST = Duration.ofSeconds(31);
    private static final Duration ANSWER = Duration.ofSeconds(61);
    private static final Account ACCOUNT = new Account("demo", URI.create("https://demo.amocrm.ru"));
    private static final AuthMethod.Consent CONSENT =
            new AuthMethod.Consent("client-1", "followup/demo", URI.create("https://example.com/crm"));

    private final TestClock clock = new TestClock();
    private final FakeTokenEndpoint crm = new FakeTokenEndpoint();
    private final FaultyStore store = new FaultyStore();
    private final OAuthTokenRefresher chain = instance();
    private String secret = "client-secret code-1";

    @Test
    void exchanges_the_code_once_and_goes_on_with_its_token() {
        assertThat(token(chain)).isEqualTo("access-1");
        assertThat(token(chain)).isEqualTo("access-1");
        assertThat(token(instance())).isEqualTo("access-1");

        assertThat(crm.shown()).containsExactly("code-1");
        assertThat(crm.last())
                .isEqualTo(new TokenEndpoint.Request(
                        "client-1",
                        new Token("client-secret"),
                        URI.create("https://example.com/crm"),
                        Proof.CODE,
                        new Token("code-1")));
    }

    @Test
    void refreshes_ahead_of_the_tokens_end_each_time_with_the_last_refresh_token() {
        token(chain);
        clock.pass(DAY.minusMinutes(61));
        assertThat(token(chain)).isEqualTo("access-1");
        clock.pass(Duration.ofMinutes(2));
        assertThat(token(chain)).isEqualTo("access-2");
        clock.pass(DAY);
        assertThat(token(chain)).isEqualTo("access-3");

        assertThat(crm.shown()).containsExactly("code-1", "refresh-1", "refresh-2");
        assertThat(crm.last().proof()).isEqualTo(Proof.REFRESH_TOKEN);
    }

    @Test
    void stores_both_tokens_before_it_hands_one_out() {
        token(chain);
        assertThat(store.read("demo").map(OAuthState::tokens))
                .contains(new TokenPair(
                        new Token("access-1"),
                        new Token("refresh-1"),
                        clock.instant(),
                        clock.instant().plus(DAY)));

        clock.pass(DAY);
        store.writesUntilFailure = 1;
        assertThatThrownBy(() -> token(chain)).isInstanceOf(TokenUnavailableException.Passing.class);
        assertThatThrownBy(() -> token(chain)).isInstanceOf(TokenUnavailableException.Passing.class);
        store.writesUntilFailure = Integer.MAX_VALUE;
        assertThat(token(chain)).isEqualTo("access-2");
        assertThat(token(instance())).isEqualTo("access-2");
        assertThat(crm.shown()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void many_instances_at_the_same_moment_make_one_request() throws Exception {
        token(chain);
        clock.pass(DAY);
        crm.way = reply -> {
            sleep(100);
            return reply;
        };
        var start = new CyclicBarrier(24);
        var instances = IntStream.range(0, 24)
                .mapToObj(i -> i % 3 == 0 ? chain : instance())
                .<Callable<String>>map(instance -> () -> {
                    start.await();
                    return token(instance);
                })
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var token : threads.invokeAll(instances)) {
                assertThat(token.get()).isEqualTo("access-2");
            }
        }
        assertThat(crm.shown()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void nobody_waits_for_another_instance_while_the_old_token_lasts() {
        token(chain);
        clock.pass(DAY.minusMinutes(30));
        var asking = store.read("demo").orElseThrow().asking(clock.instant());
        store.replace("demo", asking);

        assertThat(token(chain)).isEqualTo("access-1");
        assertThat(crm.shown()).containsExactly("code-1");
    }

    @Test
    void nobody_waits_for_a_request_of_another_time() {
        store.replace("demo", OAuthState.NONE.asking(clock.instant().plus(DAY)));

        assertThat(token(chain)).isEqualTo("access-1");
    }

    @Test
    void a_token_refused_by_the_api_is_replaced_by_the_stored_one_or_else_refreshed() {
        token(chain);
        var other = instance();
        token(other);
        clock.pass(Duration.ofHours(1));

        assertThat(instead(chain, "access-1")).isEqualTo("access-2");
        assertThat(instead(other, "access-1")).isEqualTo("access-2");
        assertThat(token(other)).isEqualTo("access-2");
        assertThat(crm.shown()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void a_token_refused_as_soon_as_it_was_issued_is_not_refreshed() {
        token(chain);
        assertThat(instead(chain, "access-1")).isEqualTo("access-1");
        assertThat(crm.shown()).containsExactly("code-1");
    }

    @Test
    void a_refusal_is_final_and_nobody_asks_again() {
        token(chain);
        clock.pass(DAY);
        crm.way = _ -> new Reply.Refused("POST /oauth2/access_token answered 401 (Token has been revoked)");

        for (var instance : new OAuthTokenRefresher[] {chain, instance(), chain}) {
            assertThatThrownBy(() -> token(instance))
                    .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                    .hasMessageContainingAll(
                            "Token has been revoked", "account demo needs a person's consent", "followup/demo");
            clock.pass(DAY);
        }
        assertThat(crm.shown()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void a_new_code_ends_it() {
        a_refusal_is_final_and_nobody_asks_again();
        crm.way = reply -> reply;
        secret = "client-secret code-2";

        assertThat(token(chain)).startsWith("access-");
        assertThat(crm.shown()).containsExactly("code-1", "refresh-1", "refresh-1", "code-2");
        clock.pass(DAY);
        assertThat(token(instance())).startsWith("access-");
        assertThat(crm.last().proof()).isEqualTo(Proof.REFRESH_TOKEN);
    }

    @Test
    void a_corrected_secret_is_tried_with_the_tokens_there_are() {
        token(chain);
        clock.pass(DAY);
        secret = "wrong";
        crm.way = _ -> new Reply.Refused("400 (Check the `client_secret` parameter)");
        assertThatThrownBy(() -> token(chain)).isInstanceOf(TokenUnavailableException.NeedsPerson.class);

        clock.pass(REST);
        secret = "right";
        crm.way = _ -> new Reply.Granted(new Token("a"), new Token("r"), DAY);
        assertThat(token(chain)).isEqualTo("a");
        assertThat(crm.last().clientSecret()).isEqualTo(new Token("right"));
        assertThat(crm.last().shown()).isEqualTo(new Token("refresh-1"));
    }

    @Test
    void without_a_consent_nothing_is_asked_and_the_way_to_one_is_reported() {
        secret = "client-secret";
        assertThatThrownBy(() -> token(chain))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessageStartingWith("nobody has consented yet; account demo needs a person's consent");
        assertThat(crm.shown()).isEmpty();

        clock.pass(REST);
        secret = "client-secret code-1";
        assertThat(token(chain)).isEqualTo("access-1");
    }

    @Test
    void a_secret_of_more_words_is_reported_without_them() {
        secret = "client secret and code";
        assertThatThrownBy(() -> token(chain))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessageContainingAll("followup/demo", "found 4 words")
                .hasMessageNotContaining("client");
    }

    @Test
    void a_crm_that_is_away_is_asked_again_after_a_rest() {
        token(chain);
        clock.pass(DAY);
        crm.way = _ -> new Reply.Away("found no connection");
        assertThatThrownBy(() -> token(chain))
                .isInstanceOf(TokenUnavailableException.Passing.class)
                .hasMessageContaining("found no connection");
        assertThatThrownBy(() -> token(chain)).isInstanceOf(TokenUnavailableException.Passing.class);
        assertThat(crm.shown()).containsExactly("code-1", "refresh-1");

        clock.pass(REST);
        crm.way = _ -> new Reply.Granted(new Token("a"), new Token("r"), DAY);
        assertThat(token(chain)).isEqualTo("a");
    }

    @Test
    void ahead_of_the_tokens_end_no_trouble_matters() {
        token(chain);
        clock.pass(DAY.minusMinutes(30));
        crm.way = _ -> new Reply.Away("found no connection");
        assertThat(token(chain)).isEqualTo("access-1");
        assertThat(token(chain)).isEqualTo("access-1");
        assertThat(crm.shown()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void a_lost_answer_is_reported_as_what_it_is_once_the_crm_refuses_what_it_took() {
        token(chain);
        clock.pass(DAY);
        var asked = clock.instant();
        crm.way = _ -> new Reply.Lost("got no answer in time");
        assertThatThrownBy(() -> token(chain))
                .isInstanceOf(TokenUnavailableException.Passing.class)
                .hasMessageContaining("got no answer in time");

        crm.way = reply -> reply;
        clock.pass(ANSWER);
        assertThatThrownBy(() -> token(instance()))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessageContaining("Token has been revoked")
                .hasMessageContaining("the answer to the request of " + asked + " was lost, and its tokens too");
        assertThat(crm.shown()).containsExactly("code-1", "refresh-1", "refresh-1");
    }

    @Test
    void a_lost_answer_costs_nothing_if_the_crm_took_no_request() {
        token(chain);
        clock.pass(DAY);
        crm.way = _ -> new Reply.Lost("503");
        assertThatThrownBy(() -> token(chain)).isInstanceOf(TokenUnavailableException.Passing.class);

        clock.pass(ANSWER);
        crm.way = _ -> new Reply.Granted(new Token("a"), new Token("r"), DAY);
        assertThat(token(chain)).isEqualTo("a");
        assertThat(store.read("demo").orElseThrow().asked()).isNull();
    }

    @Test
    void tokens_that_come_late_win_over_the_refusal_that_another_instance_got_meanwhile() {
        token(chain);
        clock.pass(DAY);
        var other = instance();
        crm.way = reply -> {
            crm.way = answer -> answer;
            clock.pass(ANSWER);
            assertThatThrownBy(() -> token(other)).isInstanceOf(TokenUnavailableException.NeedsPerson.class);
            return reply;
        };
        assertThat(token(chain)).isEqualTo("access-2");
        clock.pass(REST);
        assertThat(token(other)).isEqualTo("access-2");
        assertThat(token(instance())).isEqualTo("access-2");
    }

    @Test
    void nothing_secret_is_printed() {
        token(chain);
        assertThat(store.read("demo").orElseThrow() + " " + crm.last())
                .doesNotContain("access-", "refresh-", "client-secret", "code-1");
        assertThat(ClientSecret.of(secret)).asString().doesNotContain("client-secret", "code-1");
    }

    private OAuthTokenRefresher instance() {
        return new OAuthTokens(_ -> secret, crm, store, clock).chain(ACCOUNT, CONSENT);
    }

    private static String token(OAuthTokenRefresher chain) {
        return chain.token(null).value();
    }

    private static String instead(OAuthTokenRefresher chain, String refused) {
        return chain.token(new Token(refused)).value();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One that can be away for writing.
    private static final class FaultyStore implements TokenStore {

        private final TokenStore store = new InMemoryTokenStore();
        private int writesUntilFailure = Integer.MAX_VALUE;

        @Override
        public Optional<OAuthState> read(String account) {
            return store.read(account);
        }

        @Override
        public synchronized boolean replace(String account, OAuthState next) {
            if (writesUntilFailure == 0) {
                throw new TokenUnavailableException.Passing("the store is away");
            }
            writesUntilFailure--;
            return store.replace(account, next);
        }
    }
}
