package dev.followup.crm.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final long SECOND = FakeMonotonicClock.SECOND;

    private final FakeMonotonicClock clock = new FakeMonotonicClock();
    private final RateLimiter rateLimiter = new RateLimiter(6.9, true, clock);
    private final long farAway = rateLimiter.in(Duration.ofHours(10));

    @Test
    void never_lets_more_than_seven_leave_in_any_second() throws InterruptedException {
        var left = leave(500);

        for (int i = 7; i < left.size(); i++) {
            assertThat(left.get(i) - left.get(i - 7)).isGreaterThan(SECOND);
        }
    }

    @Test
    void uses_almost_all_of_the_limit() throws InterruptedException {
        var left = leave(691);

        assertThat(left.getLast() - left.getFirst()).isLessThanOrEqualTo(100 * SECOND + 1000);
    }

    @Test
    void keeps_its_distance_from_a_call_that_left_late() throws InterruptedException {
        clock.oversleep = Duration.ofMillis(90);

        var left = leave(100);

        for (int i = 7; i < left.size(); i++) {
            assertThat(left.get(i) - left.get(i - 7)).isGreaterThan(SECOND);
        }
    }

    @Test
    void spaces_the_calls_of_many_threads() throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = Collections.<Callable<Boolean>>nCopies(50, () -> rateLimiter.awaitSlot(false, farAway));
            assertThat(threads.invokeAll(calls)).allMatch(Future::resultNow);
        }

        assertThat(clock.nanos() - FakeMonotonicClock.BEGIN).isGreaterThanOrEqualTo(49 * 144 * SECOND / 1000);
    }

    @Test
    void waits_a_whole_spacing_before_the_first_call_of_an_invocation() throws InterruptedException {
        clock.pass(Duration.ofHours(1));

        rateLimiter.awaitSlot(true, farAway);

        assertThat(clock.slept()).containsExactly(Duration.ofNanos(Math.round(SECOND / 6.9)));
    }

    @Test
    void does_not_wait_before_the_first_call_if_no_other_machine_calls() throws InterruptedException {
        var alone = new RateLimiter(6.9, false, clock);
        clock.pass(Duration.ofHours(1));

        alone.awaitSlot(true, farAway);
        assertThat(clock.slept()).isEmpty();

        alone.awaitSlot(true, farAway);
        assertThat(clock.slept()).hasSize(1);
    }

    @Test
    void does_not_wait_for_a_slot_in_the_past() throws InterruptedException {
        clock.pass(Duration.ofHours(1));

        rateLimiter.awaitSlot(false, farAway);

        assertThat(clock.slept()).isEmpty();
    }

    @Test
    void lets_no_call_leave_during_a_pause() throws InterruptedException {
        leave(1);
        var begin = clock.nanos();

        rateLimiter.pause(Duration.ofSeconds(30));

        assertThat(leave(3)).allMatch(left -> left - begin >= 30 * SECOND);
    }

    @Test
    void keeps_the_longer_of_two_pauses() throws InterruptedException {
        leave(1);
        var begin = clock.nanos();

        rateLimiter.pause(Duration.ofSeconds(30));
        rateLimiter.pause(Duration.ofSeconds(2));

        assertThat(leave(1).getFirst() - begin).isGreaterThanOrEqualTo(30 * SECOND);
    }

    @Test
    void waits_for_a_pause_that_begins_during_its_wait() throws InterruptedException {
        leave(1);
        var begin = clock.nanos();
        clock.whileAsleep = () -> rateLimiter.pause(Duration.ofSeconds(5));

        assertThat(leave(1).getFirst() - begin).isGreaterThanOrEqualTo(5 * SECOND);
    }

    @Test
    void refuses_without_a_wait_if_a_pause_ends_after_the_deadline() throws InterruptedException {
        rateLimiter.pause(Duration.ofSeconds(30));

        assertThat(rateLimiter.awaitSlot(true, rateLimiter.in(Duration.ofSeconds(29))))
                .isFalse();

        assertThat(clock.slept()).isEmpty();
    }

    @Test
    void refuses_after_the_deadline() throws InterruptedException {
        clock.pass(Duration.ofHours(1));

        assertThat(rateLimiter.awaitSlot(false, rateLimiter.in(Duration.ofSeconds(-1))))
                .isFalse();
    }

    @Test
    void waits_no_longer_than_a_spacing_when_the_clock_jumps_back() throws InterruptedException {
        leave(1);
        clock.pass(Duration.ofDays(-300));

        assertThat(rateLimiter.awaitSlot(false, farAway)).isTrue();

        assertThat(clock.slept().getLast()).isLessThanOrEqualTo(Duration.ofMillis(145));
    }

    @Test
    void waits_no_longer_than_a_pause_when_the_clock_jumps_back() throws InterruptedException {
        rateLimiter.pause(Duration.ofSeconds(3));
        clock.pass(Duration.ofDays(-300));

        assertThat(rateLimiter.awaitSlot(false, farAway)).isTrue();

        assertThat(clock.slept()).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void keeps_its_rate_after_a_jump_forward() throws InterruptedException {
        leave(3);
        clock.pass(Duration.ofDays(300));

        var left = leave(20, rateLimiter.in(Duration.ofHours(1)));

        for (int i = 7; i < left.size(); i++) {
            assertThat(left.get(i) - left.get(i - 7)).isGreaterThan(SECOND);
        }
    }

    private List<Long> leave(int calls) throws InterruptedException {
        return leave(calls, farAway);
    }

    private List<Long> leave(int calls, long deadline) throws InterruptedException {
        var left = new ArrayList<Long>();
        for (int i = 0; i < calls; i++) {
            assertThat(rateLimiter.awaitSlot(i == 0, deadline)).isTrue();
            left.add(clock.nanos());
        }
        return left;
    }
}
