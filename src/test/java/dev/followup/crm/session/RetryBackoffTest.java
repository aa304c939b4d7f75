package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Account;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {

    private final FakeMonotonicClock ticker = new FakeMonotonicClock();
    private final CrmSession session = new CrmSession(
            new Account("demo", URI.create("https://demo.amocrm.ru")),
            new RateLimiter(1000, ticker),
            Duration.ofSeconds(60));
    private final RetryBackoff backoff = new RetryBackoff();

    @BeforeEach
    void begin() {
        backoff.init(500);
    }

    @Test
    void doubles_with_jitter_up_to_a_bound() {
        var delays = LongStream.generate(() -> delayAfter(new IOException("cut")))
                .limit(9)
                .toArray();

        for (int i = 0; i < delays.length; i++) {
            var most = 500L << Math.min(i, 6);
            assertThat(delays[i]).isBetween(most / 2, most);
        }
    }

    @Test
    void leaves_the_waiting_to_the_rate_limiter_where_the_crm_reported_how_long() {
        assertThat(delayAfter(new CrmException.TooManyRequests("429", Duration.ofSeconds(30))))
                .isZero();
    }

    @Test
    void makes_the_whole_account_wait_where_the_crm_did_not_report() throws InterruptedException {
        assertThat(delayAfter(new CrmException.TooManyRequests("429", null))).isZero();

        session.awaitSlot("GET /api/v4/tasks");

        assertThat(ticker.slept().getFirst()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    }

    @Test
    void lets_the_failure_stand_where_the_wait_would_go_past_the_deadline() {
        ticker.pass(Duration.ofMillis(59_800));

        assertThatThrownBy(() -> delayAfter(new IOException("cut"))).isInstanceOf(CrmException.Broken.class);
        assertThat(ticker.slept()).isEmpty();
    }

    private long delayAfter(Throwable failure) {
        return ScopedValue.where(CrmCall.CURRENT, new CrmCall(session)).call(() -> backoff.nextDelayInMillis(failure));
    }
}
