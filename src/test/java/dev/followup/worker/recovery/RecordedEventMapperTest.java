package dev.followup.worker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.eventlog.RecordedEvent;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKey;
import dev.followup.event.EventKind;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that recorded events have the keys of their webhooks.
class RecordedEventMapperTest {

    private static final Instant AT = Instant.ofEpochSecond(1_795_251_600);
    private static final Map<String, Object> BEFORE = Map.of("status_id", 1L, "pipeline_id", 7L);

    private final RecordedEventMapper mapper = new RecordedEventMapper(Duration.ofMinutes(100));

    @ParameterizedTest
    @ValueSource(longs = {-7200, -6, 0, 6, 86400})
    void an_addition_is_heard_at_whatever_second_its_webhook_dates_it(long seconds) {
        assertThat(isHeard(added(), "leads[add][0][id]=501", "created_at", seconds))
                .isTrue();
    }

    @Test
    void does_not_match_another_entity_kind_or_account() {
        assertThat(isHeard(added(), "leads[add][0][id]=502", "created_at", 0)).isFalse();
        assertThat(isHeard(added(), "leads[restore][0][id]=501", "updated_at", 0))
                .isFalse();
        assertThat(mapper.keys("demo", added())).doesNotContainAnyElementsOf(mapper.keys("other", added()));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "6, true", "-6, true", "600, true", "-600, true", "601, false", "-601, false", "1500, false"
    })
    void the_same_change_of_a_stage_within_ten_minutes_is_the_same_event(long seconds, boolean isSame) {
        var body = "leads[status][0][id]=501&leads[status][0][status_id]=142&leads[status][0][old_status_id]=1";
        assertThat(isHeard(moved(Map.of("status_id", 142L)), body, "updated_at", seconds))
                .isEqualTo(isSame);
        assertThat(isHeard(moved(Map.of("status_id", 143L)), body, "updated_at", seconds))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"6, true", "600, true", "601, false"})
    void the_same_change_of_an_owner_within_ten_minutes_is_the_same_event(long seconds, boolean isSame) {
        var body = "leads[responsible][0][id]=9001&leads[responsible][0][responsible_user_id]=103"
                + "&leads[responsible][0][old_responsible_user_id]=101";
        assertThat(isHeard(given(EventKind.LEAD_OWNER_CHANGED), body, "updated_at", seconds))
                .isEqualTo(isSame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&leads[status][0][old_status_id]=1&leads[status][0][pipeline_id]=8",
                "&leads[status][0][old_status_id]=1&leads[status][0][pipeline_id]=8&leads[status][0][old_pipeline_id]=7",
                ""
            })
    void matches_the_webhook_of_a_stage_change_with_any_fields(String more) {
        var webhook = "leads[status][0][id]=501&leads[status][0][status_id]=142" + more;
        assertThat(isHeard(moved(Map.of("status_id", 142L, "pipeline_id", 8L)), webhook, "updated_at", 1))
                .isTrue();
        assertThat(isHeard(moved(Map.of("status_id", 143L, "pipeline_id", 8L)), webhook, "updated_at", 1))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 60 * 95})
    void matches_a_webhook_without_time_by_when_it_may_have_been_received(long seconds) {
        var body = "contacts[delete][0][id]=7&contacts[delete][0][type]=contact";
        var deleted = new RecordedEvent(EventKind.CONTACT_DELETED, 7, AT, 102, Map.of(), Map.of());
        assertThat(mapper.keys("demo", deleted)).containsAll(keys(body, AT.plusSeconds(seconds)));
    }

    @Test
    void matches_the_webhooks_of_a_task_completion_and_a_change_of_its_user() {
        var update = "task[update][0][id]=9001&task[update][0][status]=1&task[update][0][responsible_user_id]=103"
                + "&task[update][0][old_responsible_user_id]=101&task[update][0][updated_at]=" + AT.getEpochSecond();
        var completed = new RecordedEvent(EventKind.TASK_COMPLETED, 9001, AT, 101, Map.of(), Map.of());
        assertThat(mapper.isHeard("demo", completed, heard(update))).isTrue();
        assertThat(mapper.isHeard("demo", given(EventKind.TASK_OWNER_CHANGED), heard(update)))
                .isTrue();
    }

    @Test
    void maps_the_facts_that_a_webhook_would_have_reported() {
        var event = mapper.event("demo", given(EventKind.LEAD_OWNER_CHANGED), null);
        assertThat(event.key()).isEqualTo("demo:lead.owner-changed:9001:1795251600:101>103");
        assertThat(event.entity()).isEqualTo(new EntityRef(EntityRef.Type.LEADS, 9001));
        assertThat(event.time()).isEqualTo(AT);
        assertThat(event.facts().document())
                .isEqualTo(Map.of(
                        "event", Map.of("kind", "lead.owner-changed", "author", 102L, "by-robot", false),
                        "lead", Map.of("id", 9001L, "responsible_user_id", 103L, "updated_by", 102L),
                        "changed", List.of("owner"),
                        "old", Map.of("responsible_user_id", 101L)));
        assertThat(event.facts().whole()).isEmpty();
        assertThat(event.facts().isReported("lead")).isFalse();
    }

    @Test
    void maps_the_entity_that_a_task_is_linked_to() {
        var lead = new EntityRef(EntityRef.Type.LEADS, 501);
        var added = new RecordedEvent(EventKind.TASK_ADDED, 9001, AT, 0, Map.of(), Map.of());
        var event = mapper.event("demo", added, lead);
        assertThat(event.entity()).isEqualTo(lead);
        assertThat(event.facts().at("lead.id")).contains(501L);
        assertThat(event.facts().at("event.by-robot")).contains(true);
        assertThat(event.facts().at("event.age")).contains(0L);
    }

    private static RecordedEvent added() {
        return new RecordedEvent(EventKind.LEAD_ADDED, 501, AT, 102, Map.of(), Map.of());
    }

    private static RecordedEvent moved(Map<String, Object> now) {
        return new RecordedEvent(EventKind.LEAD_STATUS_CHANGED, 501, AT, 102, now, BEFORE);
    }

    private static RecordedEvent given(EventKind kind) {
        var now = Map.<String, Object>of("responsible_user_id", 103L);
        return new RecordedEvent(kind, 9001, AT, 102, now, Map.of("responsible_user_id", 101L));
    }

    /// Whether a webhook with a time reports the event.
    ///
    /// @param seconds how much later its time is
    private boolean isHeard(RecordedEvent recorded, String body, String time, long seconds) {
        var item = body.substring(0, body.indexOf("[0]") + 3);
        var heard = heard(body + "&" + item + "[" + time + "]=" + (AT.getEpochSecond() + seconds));
        assertThat(heard).hasSizeGreaterThan(1);
        return mapper.isHeard("demo", recorded, heard);
    }

    /// The records that a webhook's events leave.
    private static Map<String, Instant> heard(String body) {
        var heard = new HashMap<String, Instant>();
        for (var event : events(body, AT)) {
            heard.put(event.key(), event.time());
            EventKey.coarse(event).ifPresent(key -> heard.put(key, event.time()));
        }
        return heard;
    }

    private static List<String> keys(String body, Instant sentAt) {
        return events(body, sentAt).stream().map(CrmEvent::key).toList();
    }

    private static List<CrmEvent> events(String body, Instant sentAt) {
        if (new WebhookReader().read("demo", body, sentAt) instanceof WebhookContent.Events reading) {
            return reading.events();
        }
        throw new AssertionError("not read: " + body);
    }
}
