package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The share of the rate limit that a session takes.
class SessionRateTest {

    private static final Account ACCOUNT = new Account("demo", URI.create("https://demo.amocrm.ru"));

    private final FakeMonotonicClock clock = new FakeMonotonicClock();
    private final CrmSession whole = new CrmSession(
            ACCOUNT,
            new RateLimiter(10, false, clock),
            new SessionDeadline(clock.nanos() + Duration.ofMinutes(1).toNanos(), Clock.systemUTC(), Instant.MAX),
            false);

    @Test
    void a_child_at_half_rate_takes_every_other_slot() throws InterruptedException {
        assertThat(calls(whole, 10)).isEqualTo(Duration.ofMillis(900));
        assertThat(calls(whole.childAtHalfRate(Duration.ofSeconds(10)), 10)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void the_half_of_a_child_at_half_rate_keeps_it() throws InterruptedException {
        calls(whole, 1);
        var half = whole.childAtHalfRate(Duration.ofSeconds(10)).firstHalf();
        assertThat(calls(half, 5)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_child_ends_with_its_time() throws InterruptedException {
        var child = whole.childAtHalfRate(Duration.ofSeconds(1));
        assertThat(child.allows(Duration.ofMillis(900))).isTrue();
        clock.pass(Duration.ofMillis(200));
        assertThat(child.allows(Duration.ofMillis(900))).isFalse();
    }

    private Duration calls(CrmSession session, int count) throws InterruptedException {
        long begin = clock.nanos();
        for (int i = 0; i < count; i++) {
            session.awaitSlot("GET /");
        }
        return Duration.ofNanos(clock.nanos() - begin);
    }
}
