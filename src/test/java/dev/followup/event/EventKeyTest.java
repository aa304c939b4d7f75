package dev.followup.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventKeyTest {

    private static final EventTime TIME = new EventTime(Instant.ofEpochSecond(1_795_300_000), true);

    @Test
    void a_changed_stage_is_known_by_its_time_and_both_stages() {
        assertThat(statusChanged("demo", "501", "16451912", "142").text())
                .isEqualTo("demo:lead.status-changed:501:1795300000:16451912>142");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "~", "a-b_c.d/e", "x01234567890123456789012345678901234567890123456789012345678"})
    void a_short_word_of_harmless_characters_is_kept(String id) {
        assertThat(statusChanged("demo", id, "1", "2").text()).contains(":" + id + ":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a\u007f",
                "a:b",
                "a#b",
                "ж",
                "a\nb",
                "x0123456789012345678901234567890123456789012345678901234567890"
            })
    void any_other_word_is_a_digest(String id) {
        assertThat(statusChanged("demo", id, "1", "2").text())
                .matches("demo:lead\\.status-changed:[0-9a-f]{32}:1795300000:1>2");
    }

    @Test
    void a_key_that_is_too_long_keeps_what_it_is_about_and_has_a_digest_of_the_rest() {
        var longest = statusChanged("a".repeat(60), "b".repeat(60), "c".repeat(23), "d".repeat(23));
        assertThat(longest.text()).hasSize(EventKey.MAX_LENGTH).endsWith(":" + "c".repeat(23) + ">" + "d".repeat(23));
        assertThat(statusChanged("a".repeat(60), "b".repeat(60), "c".repeat(23), "d".repeat(24))
                        .text())
                .matches("a{60}:lead\\.status-changed:b{60}:[0-9a-f]{32}");
    }

    private static EventKey statusChanged(String account, String id, String old, String now) {
        return new EventKey(
                account,
                EventKind.LEAD_STATUS_CHANGED,
                new ObservedChange(
                        EventKind.LEAD_STATUS_CHANGED,
                        "lead",
                        id,
                        Map.of("status_id", now),
                        Map.of("status_id", old),
                        null),
                TIME);
    }
}
