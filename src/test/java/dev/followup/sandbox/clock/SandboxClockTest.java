package dev.followup.sandbox.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// A move goes from one due time to the next, and passes over no work.
class SandboxClockTest {

    private static final Instant START = Instant.ofEpochSecond(TestClock.START);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SandboxClock clock = new SandboxClock(new TestClock());
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    void what_is_due_is_done_in_the_order_of_time_and_before_time_moves_on() throws Exception {
        clock.start("hourly", () -> {
            for (int hour = 1; hour < 100; hour++) {
                clock.sleepUntil(START.plus(Duration.ofHours(hour)));
                record("hourly");
                clock.start("follower", () -> {
                    record("caused");
                    clock.sleep(Duration.ofSeconds(90));
                    record("later");
                });
            }
        });
        var move = clock.moveTo(START.plus(Duration.ofMinutes(125)), LONG);
        assertThat(done)
                .containsExactly(
                        "hourly at PT1H",
                        "caused at PT1H",
                        "later at PT1H1M30S",
                        "hourly at PT2H",
                        "caused at PT2H",
                        "later at PT2H1M30S");
        assertThat(move).isEqualTo(new SandboxClock.Move(START, START.plus(Duration.ofMinutes(125)), 4));
    }

    @Test
    void time_stays_where_work_is_not_done() throws Exception {
        var release = new CountDownLatch(1);
        clock.start("slow", () -> {
            clock.sleep(Duration.ofMinutes(5));
            release.await();
        });
        assertThatThrownBy(() -> clock.moveTo(START.plus(Duration.ofHours(1)), Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("2026-11-21T09:05:00Z");
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(5)));
        release.countDown();
        clock.moveTo(START.plus(Duration.ofHours(1)), LONG);
        assertThat(clock.offset()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_reset_sets_time_back_and_wakes_up_what_sleeps() throws Exception {
        clock.onReset(() -> record("reset"));
        clock.reset();
        clock.moveTo(START.plus(Duration.ofHours(1)), LONG);
        var sleeper = clock.start("sleeper", () -> {
            clock.sleep(Duration.ofDays(1));
            record("awake");
        });
        while (sleeper.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        clock.reset();
        assertThat(sleeper.join(LONG)).isTrue();
        assertThat(done).containsExactly("reset at PT0S", "awake at PT0S");
    }

    private void record(String what) {
        done.add(what + " at " + Duration.between(START, clock.instant()));
    }
}
