package dev.followup.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.task.SampleCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportedRefusalsTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final ReportedRefusals reported = new ReportedRefusals();

    @Test
    void a_refusal_that_a_scheduled_rule_repeats_is_news_once_a_day() {
        assertThat(isNew("e1", "leads/501", "no such user [X-Request-Id a]", NOON))
                .isTrue();
        assertThat(isNew("e2", "leads/501", "no such user [X-Request-Id b]", NOON.plusSeconds(60)))
                .isFalse();
        assertThat(isNew("e3", "leads/501", "no such user", NOON.plus(Duration.ofDays(1))))
                .isTrue();
    }

    @Test
    void another_lead_and_another_reason_are_news() {
        assertThat(isNew("e1", "leads/501", "no such user", NOON)).isTrue();
        assertThat(isNew("e2", "leads/502", "no such user", NOON)).isTrue();
        assertThat(isNew("e3", "leads/501", "no right", NOON)).isTrue();
    }

    @Test
    void a_cause_is_news_until_the_crm_carries_out_a_command_again() {
        assertThat(reported.isNewCause("demo", "429: wait 3 s [X-Request-Id a]", NOON))
                .isTrue();
        assertThat(reported.isNewCause("demo", "429: wait 5 s [X-Request-Id b]", NOON))
                .isFalse();
        assertThat(reported.isNewCause("demo", "no connection", NOON)).isTrue();
        assertThat(reported.isNewCause("other", "no connection", NOON)).isTrue();
        reported.forgetCauses("demo");
        assertThat(reported.isNewCause("demo", "no connection", NOON)).isTrue();
        assertThat(reported.isNewCause("other", "no connection", NOON)).isFalse();
        assertThat(reported.isNewCause("other", "no connection", NOON.plus(Duration.ofDays(1))))
                .isTrue();
    }

    @Test
    void a_thousand_refusals_are_remembered_and_then_the_oldest_is_forgotten() {
        IntStream.range(0, 1000).forEach(lead -> isNew("e1", "leads/" + lead, "no such user", NOON));
        assertThat(isNew("e1", "leads/0", "no such user", NOON)).isFalse();
        assertThat(isNew("e1", "leads/1000", "no such user", NOON)).isTrue();
        assertThat(isNew("e1", "leads/1", "no such user", NOON)).isFalse();
        assertThat(isNew("e1", "leads/0", "no such user", NOON)).isTrue();
    }

    private boolean isNew(String event, String subject, String reason, Instant now) {
        return reported.isNew("demo", SampleCommands.create(event, 5), subject, reason, now);
    }
}
