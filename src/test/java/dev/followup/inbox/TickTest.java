package dev.followup.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"{\"tick\": \"2026-11-21T12:00:00Z\"}", "{\"tick\":\"2026-11-21T12:00:00Z\"}"})
    void reads_what_the_scheduler_writes(String body) {
        assertThat(Tick.isOne(body)).isTrue();
        assertThat(read(body, NOON)).isEqualTo(new Tick(NOON));
    }

    @Test
    void reads_its_own_body() {
        var tick = new Tick(NOON.plusMillis(5));
        assertThat(read(tick.body(), NOON)).isEqualTo(tick);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tick\"}",
                "{\"tick\": 5}",
                "{\"tick\": \"noon\"}",
                "{\"tick\": \"2026-11-21\"}",
                "{\"tick\": \"<aws.scheduler.scheduled-time>\"}",
                "{\"tick\": \"2026-11-21T12:00:00Z\", \"tock\": 1}",
                "{\"tick\": \"2026-11-21T12:00:00Z\"} "
            })
    void reads_nothing_else(String body) {
        assertThat(Tick.isOne(body)).isTrue();
        assertThat(Tick.read(new InboxMessage("1", "demo", body, NOON).from(MessageSource.CLOCK)))
                .isEmpty();
    }

    @Test
    void refuses_a_tick_of_the_future() {
        assertThat(read(new Tick(NOON).body(), NOON.minusSeconds(60))).isEqualTo(new Tick(NOON));
        assertThat(Tick.read(new InboxMessage("1", "demo", new Tick(NOON).body(), NOON.minusSeconds(61))
                        .from(MessageSource.CLOCK)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "leads[add][0][id]=1", "{\"tack\": \"2026-11-21T12:00:00Z\"}"})
    void does_not_treat_a_webhook_as_a_tick(String body) {
        assertThat(Tick.isOne(body)).isFalse();
    }

    private static Tick read(String body, Instant sentAt) {
        return Tick.read(new InboxMessage("1", "demo", body, sentAt).from(MessageSource.CLOCK))
                .orElseThrow();
    }
}
