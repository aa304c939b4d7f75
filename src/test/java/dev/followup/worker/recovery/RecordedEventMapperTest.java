package dev.followup.worker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.eventlog.RecordedEvent;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that recorded events have the keys of their webhooks.
class RecordedEventMapperTest {

    private static final Instant AT = Instant.ofEpochSecond(1_795_251_600);
    private static final Map<String, Object> BEFORE = Map.of("status_id", 1L, "pipeline_id", 7L);

    private final RecordedEventMapper mapper = new RecordedEventMapper(Duration.ofMinutes(100));

    @ParameterizedTest
    @ValueSource(longs = {-5, -1, 0, 2, 5})
    void matches_the_webhook_of_an_addition_some_seconds_apart(long seconds) {
        assertThat(mapper.keys("demo", added())).contains(webhook("leads[add][0][id]=501", "created_at", seconds));
    }

    @Test
    void does_not_match_another_time_entity_kind_or_account() {
        assertThat(mapper.keys("demo", added()))
                .doesNotContain(
                        webhook("leads[add][0][id]=501", "created_at", 6),
                        webhook("leads[add][0][id]=501", "created_at", -6),
                        webhook("leads[add][0][id]=502", "created_at", 0),
                        webhook("leads[restore][0][id]=501", "updated_at", 0))
                .doesNotContainAnyElementsOf(mapper.keys("other", added()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&leads[status][0][old_status_id]=1&leads[status][0][pipeline_id]=8",
                "&leads[status][0][old_status_id]=1&leads[status][0][pipeline_id]=8&leads[status][0][old_pipeline_id]=7",
                ""
            })
    void matches_the_webhook_of_a_stage_change_with_any_fields(String more) {
        var webhook = webhook("leads[status][0][id]=501&leads[status][0][status_id]=142" + more, "updated_at", 1);
        assertThat(mapper.keys("demo", moved(Map.of("status_id", 142L, "pipeline_id", 8L))))
                .contains(webhook);
        assertThat(mapper.keys("demo", moved(Map.of("status_id", 143L, "pipeline_id", 8L))))
                .doesNotContain(webhook);
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
        assertThat(keys(update, AT)).containsAnyElementsOf(mapper.keys("demo", completed));
        assertThat(keys(update, AT)).containsAnyElementsOf(mapper.keys("demo", given(EventKind.TASK_OWNER_CHANGED)));
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
        assertThat(event.facts().isWhole("lead")).isFalse();
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

    /// The key of a webhook with a time.
    ///
    /// @param seconds how much later that is
    private static String webhook(String body, String time, long seconds) {
        var item = body.substring(0, body.indexOf("[0]") + 3);
        return keys(body + "&" + item + "[" + time + "]=" + (AT.getEpochSecond() + seconds), AT)
                .getFirst();
    }

    private static List<String> keys(String body, Instant sentAt) {
        if (new WebhookReader().read("demo", body, sentAt) instanceof WebhookContent.Events reading) {
            return reading.events().stream().map(CrmEvent::key).toList();
        }
        throw new AssertionError("not read: " + body);
    }
}
