package dev.followup.account.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.account.Account;
import dev.followup.account.AuthMethod;
import dev.followup.account.token.TokenEndpoint.GrantType;
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
    private final OAuthTokenRefresher refresher = instance();
    private String secret = "client-secret code-1";

    @Test
    void exchanges_the_code_once_and_continues_with_its_token() {
        assertThat(token(refresher)).isEqualTo("access-1");
        assertThat(token(refresher)).isEqualTo("access-1");
        assertThat(token(instance())).isEqualTo("access-1");

        assertThat(crm.credentials()).containsExactly("code-1");
        assertThat(crm.last())
                .isEqualTo(new TokenEndpoint.Request(
                        "client-1",
                        new Token("client-secret"),
                        URI.create("https://example.com/crm"),
                        GrantType.AUTHORIZATION_CODE,
                        new Token("code-1")));
    }

    @Test
    void refreshes_ahead_of_expiry_each_time_with_the_last_refresh_token() {
        token(refresher);
        clock.pass(DAY.minusMinutes(61));
        assertThat(token(refresher)).isEqualTo("access-1");
        clock.pass(Duration.ofMinutes(2));
        assertThat(token(refresher)).isEqualTo("access-2");
        clock.pass(DAY);
        assertThat(token(refresher)).isEqualTo("access-3");

        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1", "refresh-2");
        assertThat(crm.last().grantType()).isEqualTo(GrantType.REFRESH_TOKEN);
    }

    @Test
    void stores_both_tokens_before_it_returns_one() {
        token(refresher);
        assertThat(store.read("demo").map(OAuthState::tokens))
                .contains(new TokenPair(
                        new Token("access-1"),
                        new Token("refresh-1"),
                        clock.instant(),
                        clock.instant().plus(DAY)));

        clock.pass(DAY);
        store.writesUntilFailure = 1;
        assertThatThrownBy(() -> token(refresher)).isInstanceOf(TokenUnavailableException.Passing.class);
        assertThatThrownBy(() -> token(refresher)).isInstanceOf(TokenUnavailableException.Passing.class);
        store.writesUntilFailure = Integer.MAX_VALUE;
        assertThat(token(refresher)).isEqualTo("access-2");
        assertThat(token(instance())).isEqualTo("access-2");
        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void many_instances_at_the_same_moment_make_one_request() throws Exception {
        token(refresher);
        clock.pass(DAY);
        crm.way = reply -> {
            sleep(100);
            return reply;
        };
        var start = new CyclicBarrier(24);
        var instances = IntStream.range(0, 24)
                .mapToObj(i -> i % 3 == 0 ? refresher : instance())
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
        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void uses_the_old_token_while_another_instance_requests_a_new_one() {
        token(refresher);
        clock.pass(DAY.minusMinutes(30));
        var requested = store.read("demo").orElseThrow().requested(clock.instant());
        store.replace("demo", requested);

        assertThat(token(refresher)).isEqualTo("access-1");
        assertThat(crm.credentials()).containsExactly("code-1");
    }

    @Test
    void ignores_a_request_that_began_at_another_time() {
        store.replace("demo", OAuthState.NONE.requested(clock.instant().plus(DAY)));

        assertThat(token(refresher)).isEqualTo("access-1");
    }

    @Test
    void replaces_a_token_that_the_api_refused_by_the_stored_one_or_a_new_one() {
        token(refresher);
        var other = instance();
        token(other);
        clock.pass(Duration.ofHours(1));

        assertThat(instead(refresher, "access-1")).isEqualTo("access-2");
        assertThat(instead(other, "access-1")).isEqualTo("access-2");
        assertThat(token(other)).isEqualTo("access-2");
        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void does_not_refresh_a_token_that_is_refused_as_soon_as_issued() {
        token(refresher);
        assertThat(instead(refresher, "access-1")).isEqualTo("access-1");
        assertThat(crm.credentials()).containsExactly("code-1");
    }

    @Test
    void makes_no_request_after_a_refusal() {
        token(refresher);
        clock.pass(DAY);
        crm.way = _ -> new Reply.Refused("POST /oauth2/access_token answered 401 (Token has been revoked)");

        for (var instance : new OAuthTokenRefresher[] {refresher, instance(), refresher}) {
            assertThatThrownBy(() -> token(instance))
                    .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                    .hasMessageContainingAll(
                            "Token has been revoked", "account demo needs a person's consent", "followup/demo");
            clock.pass(DAY);
        }
        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void requests_tokens_again_with_a_new_code() {
        makes_no_request_after_a_refusal();
        crm.way = reply -> reply;
        secret = "client-secret code-2";

        assertThat(token(refresher)).startsWith("access-");
        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1", "refresh-1", "code-2");
        clock.pass(DAY);
        assertThat(token(instance())).startsWith("access-");
        assertThat(crm.last().grantType()).isEqualTo(GrantType.REFRESH_TOKEN);
    }

    @Test
    void tries_a_corrected_secret_with_the_stored_refresh_token() {
        token(refresher);
        clock.pass(DAY);
        secret = "wrong";
        crm.way = _ -> new Reply.Refused("400 (Check the `client_secret` parameter)");
        assertThatThrownBy(() -> token(refresher)).isInstanceOf(TokenUnavailableException.NeedsPerson.class);

        clock.pass(REST);
        secret = "right";
        crm.way = _ -> new Reply.Granted(new Token("a"), new Token("r"), DAY);
        assertThat(token(refresher)).isEqualTo("a");
        assertThat(crm.last().clientSecret()).isEqualTo(new Token("right"));
        assertThat(crm.last().credential()).isEqualTo(new Token("refresh-1"));
    }

    @Test
    void without_a_consent_makes_no_request_and_reports_how_to_consent() {
        secret = "client-secret";
        assertThatThrownBy(() -> token(refresher))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessageStartingWith("no person has consented yet; account demo needs a person's consent");
        assertThat(crm.credentials()).isEmpty();

        clock.pass(REST);
        secret = "client-secret code-1";
        assertThat(token(refresher)).isEqualTo("access-1");
    }

    @Test
    void reports_a_secret_of_too_many_words_without_showing_them() {
        secret = "client secret and code";
        assertThatThrownBy(() -> token(refresher))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessageContainingAll("followup/demo", "found 4 words")
                .hasMessageNotContaining("client");
    }

    @Test
    void retries_an_unavailable_crm_after_a_pause() {
        token(refresher);
        clock.pass(DAY);
        crm.way = _ -> new Reply.Unavailable("found no connection");
        assertThatThrownBy(() -> token(refresher))
                .isInstanceOf(TokenUnavailableException.Passing.class)
                .hasMessageContaining("found no connection");
        assertThatThrownBy(() -> token(refresher)).isInstanceOf(TokenUnavailableException.Passing.class);
        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1");

        clock.pass(REST);
        crm.way = _ -> new Reply.Granted(new Token("a"), new Token("r"), DAY);
        assertThat(token(refresher)).isEqualTo("a");
    }

    @Test
    void a_failure_does_not_matter_while_the_token_is_valid() {
        token(refresher);
        clock.pass(DAY.minusMinutes(30));
        crm.way = _ -> new Reply.Unavailable("found no connection");
        assertThat(token(refresher)).isEqualTo("access-1");
        assertThat(token(refresher)).isEqualTo("access-1");
        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1");
    }

    @Test
    void reports_a_lost_answer_once_the_crm_refuses_the_used_credential() {
        token(refresher);
        clock.pass(DAY);
        var requestedAt = clock.instant();
        crm.way = _ -> new Reply.Lost("got no answer in time");
        assertThatThrownBy(() -> token(refresher))
                .isInstanceOf(TokenUnavailableException.Passing.class)
                .hasMessageContaining("got no answer in time");

        crm.way = reply -> reply;
        clock.pass(ANSWER);
        assertThatThrownBy(() -> token(instance()))
                .isInstanceOf(TokenUnavailableException.NeedsPerson.class)
                .hasMessageContaining("Token has been revoked")
                .hasMessageContaining("the answer to the request of " + requestedAt + " was lost, and its tokens too");
        assertThat(crm.credentials()).containsExactly("code-1", "refresh-1", "refresh-1");
    }

    @Test
    void recovers_from_a_lost_answer_if_the_crm_took_no_request() {
        token(refresher);
        clock.pass(DAY);
        crm.way = _ -> new Reply.Lost("503");
        assertThatThrownBy(() -> token(refresher)).isInstanceOf(TokenUnavailableException.Passing.class);

        clock.pass(ANSWER);
        crm.way = _ -> new Reply.Granted(new Token("a"), new Token("r"), DAY);
        assertThat(token(refresher)).isEqualTo("a");
        assertThat(store.read("demo").orElseThrow().requestedAt()).isNull();
    }

    @Test
    void late_tokens_replace_the_refusal_that_another_instance_got_meanwhile() {
        token(refresher);
        clock.pass(DAY);
        var other = instance();
        crm.way = reply -> {
            crm.way = answer -> answer;
            clock.pass(ANSWER);
            assertThatThrownBy(() -> token(other)).isInstanceOf(TokenUnavailableException.NeedsPerson.class);
            return reply;
        };
        assertThat(token(refresher)).isEqualTo("access-2");
        clock.pass(REST);
        assertThat(token(other)).isEqualTo("access-2");
        assertThat(token(instance())).isEqualTo("access-2");
    }

    @Test
    void no_text_form_shows_a_secret() {
        token(refresher);
        assertThat(store.read("demo").orElseThrow() + " " + crm.last())
                .doesNotContain("access-", "refresh-", "client-secret", "code-1");
        assertThat(ClientSecret.of(secret)).asString().doesNotContain("client-secret", "code-1");
    }

    private OAuthTokenRefresher instance() {
        return new OAuthTokens(_ -> secret, crm, store, clock).refresher(ACCOUNT, CONSENT);
    }

    private static String token(OAuthTokenRefresher refresher) {
        return refresher.token(null).value();
    }

    private static String instead(OAuthTokenRefresher refresher, String refused) {
        return refresher.token(new Token(refused)).value();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A store that can be unavailable for writing.
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
