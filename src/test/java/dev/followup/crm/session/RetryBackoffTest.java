package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.account.Account;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {

    private final FakeMonotonicClock clock = new FakeMonotonicClock();
    private final CrmSession session = new CrmSession(
            new Account("demo", URI.create("https://demo.amocrm.ru")),
            new RateLimiter(1000, true, clock),
            new SessionDeadline(clock.nanos() + Duration.ofSeconds(60).toNanos(), Clock.systemUTC(), Instant.MAX),
            false);
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
    void leaves_the_wait_to_the_rate_limiter_if_retry_after_says_how_long() {
        assertThat(delayAfter(new CrmException.TooManyRequests("429", Duration.ofSeconds(30))))
                .isZero();
    }

    @Test
    void makes_the_whole_account_wait_after_a_429_without_retry_after() throws InterruptedException {
        assertThat(delayAfter(new CrmException.TooManyRequests("429", null))).isZero();

        session.awaitSlot("GET /api/v4/tasks");

        assertThat(clock.slept().getFirst()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    }

    @Test
    void fails_if_the_wait_would_end_after_the_deadline() {
        clock.pass(Duration.ofMillis(59_800));

        assertThatThrownBy(() -> delayAfter(new IOException("cut"))).isInstanceOf(CrmException.Broken.class);
        assertThat(clock.slept()).isEmpty();
    }

    private long delayAfter(Throwable failure) {
        return ScopedValue.where(CrmCall.CURRENT, new CrmCall(session, CallSubject.QUERY))
                .call(() -> backoff.nextDelayInMillis(failure));
    }
}
