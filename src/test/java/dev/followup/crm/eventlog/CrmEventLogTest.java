package dev.followup.crm.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.CrmTest;
import dev.followup.crm.FakeCrm;
import dev.followup.crm.FastCrm;
import dev.followup.crm.session.AccountAvailability;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.event.EventKind;
import dev.followup.telemetry.LogCapture;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The recorded events and changes, for every answer of the CRM.
@QuarkusTest
@TestProfile(FastCrm.class)
class CrmEventLogTest extends CrmTest {

    private static final String REFUSAL =
            "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"Invalid params passed to filter\"}";

    private static final Instant NINE = Instant.ofEpochSecond(1_795_251_600);
    private static final Set<EventKind> KINDS =
            EnumSet.of(EventKind.LEAD_ADDED, EventKind.LEAD_STATUS_CHANGED, EventKind.CONTACT_OWNER_CHANGED);

    @Inject
    CrmEventLog events;

    @Test
    void queries_the_wanted_kinds_and_the_wanted_span() {
        crm.answers(200, page(0, """
                {"id":"01b","type":"lead_status_changed","entity_id":501,"entity_type":"lead","created_by":102,
                 "created_at":1795251660,"value_after":[{"lead_status":{"id":142,"pipeline_id":7}}],
                 "value_before":[{"lead_status":{"id":1,"pipeline_id":7}}],"account_id":1}""", """
                {"id":"01a","type":"lead_added","entity_id":501,"entity_type":"lead","created_by":0,
                 "created_at":1795251601,"value_after":[{"note":{"id":3}}],"value_before":[]}""", """
                {"type":"entity_responsible_changed","entity_id":7,"entity_type":"contact","created_at":1795251602,
                 "value_after":[{"responsible_user":{"id":103}}],"value_before":[{"responsible_user":{"id":101}}]}""", """
                {"type":"entity_responsible_changed","entity_id":8,"entity_type":"lead","created_at":1795251602}"""));

        var found = all(events.recordedEvents(session(), KINDS, NINE, NINE.plusSeconds(60)));

        assertThat(found.until()).isEqualTo(NINE.plusSeconds(60));
        assertThat(found.recordedEvents())
                .containsExactly(
                        new RecordedEvent(EventKind.LEAD_ADDED, 501, NINE.plusSeconds(1), 0, Map.of(), Map.of()),
                        new RecordedEvent(
                                EventKind.CONTACT_OWNER_CHANGED,
                                7,
                                NINE.plusSeconds(2),
                                0,
                                Map.of("responsible_user_id", 103L),
                                Map.of("responsible_user_id", 101L)),
                        new RecordedEvent(
                                EventKind.LEAD_STATUS_CHANGED,
                                501,
                                NINE.plusSeconds(60),
                                102,
                                Map.of("status_id", 142L, "pipeline_id", 7L),
                                Map.of("status_id", 1L, "pipeline_id", 7L)));
        assertThat(crm.only().target()).startsWith("/api/v4/events?").doesNotContain("[");
        assertThat(crm.only().parameters())
                .containsExactlyInAnyOrder(
                        "filter[type][]=lead_added",
                        "filter[type][]=lead_status_changed",
                        "filter[type][]=entity_responsible_changed",
                        "filter[created_at][from]=1795251601",
                        "filter[created_at][to]=1795251660",
                        "page=1",
                        "limit=100");
    }

    @Test
    void knows_which_kinds_the_event_log_contains() {
        assertThat(CrmEventLog.listed(EnumSet.allOf(EventKind.class)))
                .contains(EventKind.LEAD_DELETED, EventKind.CUSTOMER_ADDED, EventKind.TASK_COMPLETED)
                .doesNotContain(
                        EventKind.LEAD_UPDATED,
                        EventKind.LEAD_NOTE_ADDED,
                        EventKind.LEAD_MAIL_IN,
                        EventKind.INCOMING_LEAD_ADDED,
                        EventKind.MESSAGE_RECEIVED,
                        EventKind.TALK_ADDED,
                        EventKind.LIST_ELEMENT_ADDED,
                        EventKind.TASK_FOUND,
                        EventKind.SCHEDULE_TICK)
                .hasSize(20);
    }

    @Test
    void finds_nothing_in_an_answer_without_content() {
        crm.answers(204, "");
        assertThat(all(recordedEvents())).isEqualTo(new EventLogSlice(List.of(), NINE.plusSeconds(600)));
    }

    @Test
    void drops_events_that_do_not_match_the_query() {
        crm.answers(
                200,
                page(
                        0,
                        added(1, 0),
                        added(2, 1),
                        added(3, 601),
                        "{\"type\":\"common_note_added\"}",
                        added(0, 1),
                        "{}"));
        assertThat(all(recordedEvents()).recordedEvents())
                .extracting(RecordedEvent::id)
                .containsExactly(2L);
    }

    @Test
    void leaves_out_the_later_part_of_a_span_with_too_many_events() {
        crm.answersByRequest(request -> {
            var isWhole = request.parameters().contains("filter[created_at][to]=1795252200");
            return page(isWhole ? page(request) + 1 : 0, added(page(request), 1));
        });
        var found = all(recordedEvents());
        assertThat(found.until()).isEqualTo(NINE.plusSeconds(300));
        assertThat(found.recordedEvents()).extracting(RecordedEvent::id).containsExactly(1L);
        assertThat(crm.requests()).hasSize(CrmEventLog.MOST_PAGES + 2);
    }

    @Test
    void a_span_with_too_many_events_ends_amid_those_that_were_read_if_they_reach_back_far() {
        crm.answersByRequest(request -> {
            var isWhole = request.parameters().contains("filter[created_at][to]=1795252200");
            return page(isWhole ? page(request) + 1 : 0, added(page(request), isWhole ? 100 - page(request) : 1));
        });
        var found = all(recordedEvents());
        assertThat(found.until()).isEqualTo(NINE.plusSeconds(99 - CrmEventLog.MOST_PAGES / 2));
        assertThat(found.recordedEvents()).hasSize(1);
    }

    @Test
    void reads_all_events_of_one_second_however_many_they_are() {
        crm.answersByRequest(request -> page(page(request) < 30 ? page(request) + 1 : 0, added(page(request), 1)));
        var found = all(events.recordedEvents(session(), KINDS, NINE, NINE.plusSeconds(2)));
        assertThat(found.until()).isEqualTo(NINE.plusSeconds(1));
        assertThat(found.recordedEvents()).hasSize(30);
    }

    @ParameterizedTest
    @CsvSource({"402, {}, Refused", "403, {\"title\":\"No\"}, Refused", "403, <html>, Blocked", "401, {}, Blocked"})
    void reports_why_the_crm_refuses_the_list(int status, String body, String outcome) {
        crm.answers(status, body);
        assertThat(recordedEvents())
                .isInstanceOfSatisfying(
                        CrmResult.Failed.class,
                        failed -> assertThat(failed.why().getClass().getSimpleName())
                                .isEqualTo(outcome));
    }

    @Test
    void an_account_without_the_list_stays_available() {
        crm.answers(402, "{}");
        var session = session();
        events.recordedEvents(session, KINDS, NINE, NINE.plusSeconds(60));
        assertThat(session.isClosed()).isFalse();
        assertThat(session.availability()).isEqualTo(new AccountAvailability.Available());
    }

    @Test
    void retries_after_a_transient_failure_and_is_unavailable_if_it_lasts() {
        crm.answers(503, "away").answers(204, "");
        assertThat(all(recordedEvents()).recordedEvents()).isEmpty();
        for (int i = 0; i < 5; i++) {
            crm.answers(503, "away");
        }
        assertThat(recordedEvents())
                .isInstanceOfSatisfying(
                        CrmResult.Failed.class,
                        failed -> assertThat(failed.why()).isInstanceOf(CrmFailure.Unavailable.class));
    }

    @Test
    void returns_the_changes_since_a_moment_so_that_they_can_be_undone() {
        crm.answers(
                200,
                page(
                        0,
                        changed(20, "value_before", "sale_field_value", "sale", 5),
                        changed(10, "value_before", "sale_field_value", "sale", 3)));
        var changes = all(events.changes(session(), "lead", Set.of(501L, 502L), NINE));
        assertThat(changes)
                .extracting(RecordedChange::time)
                .containsExactly(NINE.plusSeconds(20), NINE.plusSeconds(10));
        assertThat(crm.only().parameters())
                .containsExactlyInAnyOrder(
                        "filter[entity][]=lead",
                        "filter[entity_id][]=501",
                        "filter[entity_id][]=502",
                        "filter[created_at][from]=1795251600",
                        "page=1",
                        "limit=100");
        var lead = new LinkedHashMap<String, @Nullable Object>(Map.of("id", 501L, "price", 9L));
        changes.forEach(change -> change.undo(lead));
        assertThat(lead).isEqualTo(Map.of("id", 501L, "price", 3L));
    }

    @Test
    void queries_the_changes_of_ten_ids_in_a_call() {
        crm.answers(204, "").answers(204, "").answers(204, "");
        var ids =
                Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L, 21L);
        assertThat(all(events.changes(session(), "lead", ids, NINE))).isEmpty();
        assertThat(crm.requests()).hasSize(3);
    }

    @Test
    void undoes_tags_and_custom_fields_under_all_their_names() {
        crm.answers(200, page(0, """
                {"type":"entity_tag_added","entity_id":501,"entity_type":"lead","created_at":1795251630,
                 "value_after":[{"tag":{"name":"VIP"}}],"value_before":[]}""", """
                {"type":"entity_tag_deleted","entity_id":501,"entity_type":"lead","created_at":1795251620,
                 "value_after":[],"value_before":[{"tag":{"name":"New"}}]}""", """
                {"type":"custom_field_77_value_changed","entity_id":501,"entity_type":"lead","created_at":1795251610,
                 "value_after":[{"custom_field_value":{"field_id":77,"text":"b"}}],
                 "value_before":[{"custom_field_value":{"field_id":77,"text":"a"}}]}""", """
                {"type":"custom_field_78_value_changed","entity_id":501,"entity_type":"lead","created_at":1795251610,
                 "value_after":[{"custom_field_value":{"field_id":78,"text":"c"}}],"value_before":[]}"""));
        var fields = Map.of("77", List.of("b"), "CODE", List.of("b"), "78", List.of("c"), "79", List.of("b"));
        var lead = new LinkedHashMap<String, @Nullable Object>(
                Map.of("id", 501L, "tags", List.of("VIP", "Old"), "custom_fields", fields));
        all(events.changes(session(), "lead", Set.of(501L), NINE)).forEach(change -> change.undo(lead));
        assertThat(lead)
                .isEqualTo(Map.of(
                        "id",
                        501L,
                        "tags",
                        List.of("Old", "New"),
                        "custom_fields",
                        Map.of("77", List.of("a"), "CODE", List.of("a"), "79", List.of("b"))));
    }

    @Test
    void the_beginning_of_a_slice_keeps_the_events_of_one_second_together() {
        var all = List.of(recorded(1, 1), recorded(2, 2), recorded(3, 2), recorded(4, 3));
        var slice = new EventLogSlice(all, NINE.plusSeconds(60));
        assertThat(slice.atMost(4)).isEqualTo(slice);
        assertThat(slice.atMost(3)).isEqualTo(new EventLogSlice(all.subList(0, 3), NINE.plusSeconds(2)));
        assertThat(slice.atMost(2)).isEqualTo(new EventLogSlice(all.subList(0, 1), NINE.plusSeconds(1)));
        var atOnce = new EventLogSlice(all.subList(1, 4), NINE.plusSeconds(60));
        assertThat(atOnce.atMost(1)).isEqualTo(new EventLogSlice(all.subList(1, 3), NINE.plusSeconds(2)));
    }

    /// The CRM answers 400 to a type that the account does not have.
    @Test
    void a_refused_type_is_found_by_halving_named_once_and_the_rest_is_read() {
        var page = page(0, """
                {"type":"lead_added","entity_id":501,"entity_type":"lead","created_at":1795251601}""");
        crm.answers(400, REFUSAL)
                .answers(400, REFUSAL)
                .answers(400, REFUSAL)
                .answers(200, page(0))
                .answers(200, page(0));
        crm.answers(200, page).answers(200, page);
        try (var log = LogCapture.open()) {
            assertThat(all(recordedEvents()).recordedEvents()).hasSize(1);
            assertThat(all(recordedEvents()).recordedEvents()).hasSize(1);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("WARN"))
                    .singleElement()
                    .asString()
                    .contains(": the CRM's events list refuses the types [entity_responsible_changed]");
        }
        assertThat(crm.requests()).hasSize(7);
        assertThat(crm.requests().getLast().parameters())
                .contains("filter[type][]=lead_added", "filter[type][]=lead_status_changed")
                .doesNotContain("filter[type][]=entity_responsible_changed");
    }

    @Test
    void a_list_that_refuses_every_type_is_refused_and_no_type_is_forgotten() {
        for (int i = 0; i < 5; i++) {
            crm.answers(400, REFUSAL);
        }
        crm.answers(200, page(0));
        assertThat(recordedEvents())
                .isInstanceOfSatisfying(
                        CrmResult.Failed.class,
                        failed -> assertThat(failed.why()).isInstanceOf(CrmFailure.Refused.class));
        assertThat(all(recordedEvents()).recordedEvents()).isEmpty();
        assertThat(crm.requests().getLast().parameters()).contains("filter[type][]=entity_responsible_changed");
    }

    private CrmResult<EventLogSlice> recordedEvents() {
        return events.recordedEvents(session(), KINDS, NINE, NINE.plusSeconds(600));
    }

    private static RecordedEvent recorded(long id, long seconds) {
        return new RecordedEvent(EventKind.LEAD_ADDED, id, NINE.plusSeconds(seconds), 101, Map.of(), Map.of());
    }

    private static int page(FakeCrm.Request request) {
        return request.parameters().stream()
                .filter(parameter -> parameter.startsWith("page="))
                .mapToInt(parameter -> Integer.parseInt(parameter.substring("page=".length())))
                .sum();
    }

    private static String added(long id, long seconds) {
        return "{\"type\":\"lead_added\",\"entity_id\":%d,\"entity_type\":\"lead\",\"created_at\":%d}"
                .formatted(id, NINE.getEpochSecond() + seconds);
    }

    private static String changed(long seconds, String side, String holder, String name, long value) {
        return """
                {"type":"sale_field_changed","entity_id":501,"entity_type":"lead","created_at":%d,"%s":[{"%s":{"%s":%d}}]}""".formatted(NINE.getEpochSecond() + seconds, side, holder, name, value);
    }

    /// A page with a link to the next one, unless that is 0.
    private static String page(int next, String... events) {
        var links = next == 0 ? "{}" : "{\"next\":{\"href\":\"https://x.amocrm.ru/api/v4/events?page=" + next + "\"}}";
        return "{\"_links\":" + links + ",\"_embedded\":{\"events\":[" + String.join(",", events) + "]}}";
    }
}
