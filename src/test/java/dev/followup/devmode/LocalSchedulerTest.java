package dev.followup.devmode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.sandbox.clock.SandboxClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LocalSchedulerTest {

    @Test
    void ticks_into_the_group_of_the_clock_at_the_full_minute() throws Exception {
        var almost = Instant.parse("2026-11-21T11:59:59Z");
        var clock = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), almost));
        var messages = new LinkedBlockingQueue<String>();
        try (var _ =
                LocalScheduler.start((group, _, body) -> messages.add(group + " " + body), new SandboxClock(clock))) {
            assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("clock {\"tick\": \"2026-11-21T12:00:00Z\"}");
        }
        assertThat(messages).isEmpty();
    }
}
