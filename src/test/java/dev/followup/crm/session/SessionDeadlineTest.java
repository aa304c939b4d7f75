package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import dev.followup.account.Account;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests of a session whose instance is frozen: the monotonic clock stands still, the wall clock and the lease of the
/// account do not.
class SessionDeadlineTest {

    private static final Duration TIME = Duration.ofSeconds(60);
    private static final String POST = "POST /api/v4/tasks";

    private final FakeMonotonicClock clock = new FakeMonotonicClock();
    private final TestClock wallClock = new TestClock();
    private final CrmSession session = new CrmSession(
            new Account("demo", URI.create("https://demo.amocrm.ru")),
            new RateLimiter(7, true, clock),
            new SessionDeadline(
                    clock.nanos() + TIME.toNanos(),
                    wallClock,
                    wallClock.instant().plus(TIME)),
            false);

    @Test
    void sends_no_call_after_a_freeze_beyond_the_deadline() {
        wallClock.pass(TIME.plusMillis(1));

        assertThatThrownBy(() -> session.awaitSlot(POST))
                .isInstanceOf(CrmException.OutOfTime.class)
                .hasMessageContainingAll(POST, "was not sent");
    }

    @Test
    void sends_no_call_if_the_freeze_comes_while_it_waits_for_the_rate_limit() {
        clock.whileAsleep = () -> wallClock.pass(TIME.plusMillis(1));

        assertThatThrownBy(() -> session.awaitSlot(POST)).isInstanceOf(CrmException.OutOfTime.class);
    }

    @Test
    void sends_no_call_of_a_child_or_a_first_half_either() {
        var child = session.child(TIME.multipliedBy(2));
        var half = session.firstHalf();
        wallClock.pass(TIME.plusMillis(1));

        assertThatThrownBy(() -> child.awaitSlot(POST)).isInstanceOf(CrmException.OutOfTime.class);
        assertThatThrownBy(() -> half.awaitSlot(POST)).isInstanceOf(CrmException.OutOfTime.class);
    }

    @Test
    void sends_a_call_after_a_freeze_that_ends_before_the_deadline() throws InterruptedException {
        wallClock.pass(TIME.minusSeconds(1));

        assertThat(session.awaitSlot(POST)).isPositive();
    }
}
