package dev.followup.worker.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.inbox.InboxMessage;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.telemetry.LogCapture;
import dev.followup.worker.TimedWorkerTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of what does not happen, from the webhook to the task: webhooks and ticks in, tasks of the sandbox out.
class DueWaitsTest extends TimedWorkerTest {

    private static final String STUCK = """
            responsible: 101
            rules:
              - name: stuck
                when: lead.status-changed
                if: { lead.status_id: 96210102 }
                stop-on: [lead.status-changed]
                then: [{ create-task: { after: 3h, text: "Stuck {lead.name}", due: 1h } }]
            """;

    private static final String OFFER = """
            responsible: 101
            rules:
              - name: offer
                when: lead.status-changed
                if: { lead.status_id: 96210102 }
                then:
                  - create-task:
                      text: "Offer"
                      due: 1h
                      close-on: [lead.status-changed: { lead.status_id: [142, 143] }]
                      result: "{lead.name} is over"
            """;

    private long lead;

    @BeforeEach
    void begin() throws Exception {
        lead = add("leads", "\"name\": \"Anna\", \"status_id\": 96210101");
        rules(STUCK);
    }

    @Test
    void an_action_fires_when_its_time_has_come_and_is_due_from_then() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        tick("179m");
        assertThat(texts()).isEmpty();
        tick("187m");
        assertThat(texts()).containsExactly("Stuck Anna");
        assertThat(sandbox.tasks().getFirst().path("complete_till").asLong())
                .isEqualTo(start.plus(Duration.ofHours(4)).getEpochSecond());
        tick("188m");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void an_event_that_both_stops_and_starts_begins_the_wait_anew() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        moved(Duration.ofHours(1), 96210102, 96210103);
        tick("4h");
        assertThat(texts()).isEmpty();
        moved(Duration.ofHours(5), 96210103, 96210102);
        tick("479m");
        assertThat(texts()).isEmpty();
        tick("8h");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void a_stop_counts_whichever_webhook_comes_first() throws Exception {
        react(moving(Duration.ofHours(1), 96210102, 96210103));
        moved(Duration.ZERO, 96210101, 96210102);
        tick("4h");
        assertThat(texts()).isEmpty();
    }

    @Test
    void a_stop_of_the_same_batch_as_the_tick_is_not_ignored() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        react(moving(Duration.ofMinutes(170), 96210102, 96210103), tickAt("3h"));
        assertThat(texts()).isEmpty();
    }

    @Test
    void conditions_are_asked_again_with_the_facts_of_now() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: idle
                    when: lead.added
                    except: { lead.status_id: [142, 143] }
                    still: { lead.price: { numeric: [">", 0] } }
                    then: [{ create-task: { after: 1h, text: "{lead.name} for {lead.price}", due: 1h } }]
                """);
        added(Duration.ZERO);
        tick("1h");
        assertThat(texts()).isEmpty();

        added(Duration.ofMinutes(1));
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{\"price\": 500, \"name\": \"Vera\"}");
        tick("62m");
        assertThat(texts()).containsExactly("Vera for 500");

        added(Duration.ofMinutes(2));
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{\"status_id\": 143}");
        tick("63m");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void what_must_still_hold_is_asked_at_once_if_nothing_waits() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: late-webhook
                    when: lead.status-changed
                    if: { lead.status_id: 96210102 }
                    still: { lead.status_id: 96210102 }
                    then: [{ create-task: { text: "Offer", due: 1h } }]
                """);
        react(moving(Duration.ofSeconds(-2), 96210101, 96210102));
        assertThat(texts()).isEmpty();
        moved(Duration.ofSeconds(-1), 96210101, 96210102);
        assertThat(texts()).containsExactly("Offer");
    }

    @Test
    void what_must_still_hold_waits_a_minute_for_a_lead_that_the_crm_does_not_show_yet() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: late-webhook
                    when: lead.status-changed
                    still: { lead.status_id: 96210102 }
                    then: [{ create-task: { text: "Offer", due: 1h } }]
                """);
        lead++;
        try (var log = LogCapture.open()) {
            react(moving(Duration.ZERO, 96210101, 96210102));
            assertThat(log.lines()).anyMatch(line -> line.contains("which the CRM does not show yet"));
        }
        assertThat(add("leads", "\"name\": \"Anna\", \"status_id\": 96210102")).isEqualTo(lead);
        tick("90s");
        assertThat(texts()).containsExactly("Offer");
        lead++;
        react(moving(Duration.ofMinutes(2), 96210101, 96210102));
        tick("200s");
        assertThat(texts()).hasSize(1);
        assertThat(ledger.dueWaits("demo", Instant.MAX, 10)).isEmpty();
    }

    @Test
    void an_event_that_was_too_old_when_it_was_heard_is_left_alone() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: fresh
                    when: lead.status-changed
                    max-age: 10m
                    then: [{ create-task: { text: "Fresh", due: 1h } }]
                """);
        moved(Duration.ofMinutes(-11), 96210101, 96210102);
        assertThat(texts()).isEmpty();
        moved(Duration.ofMinutes(-9), 96210102, 96210103);
        assertThat(texts()).containsExactly("Fresh");
    }

    @Test
    void a_call_that_nobody_does_goes_to_the_manager_and_then_to_the_head() throws Exception {
        rules("""
                rules:
                  - name: escalate
                    when: task.added
                    if: { task.task_type_id: 1 }
                    stop-on: [task.completed, task.deleted]
                    then:
                      - change-tasks: { after: 30m, responsible: { managers: { 101: 102 } } }
                      - change-tasks: { after: 60m, responsible: 103 }
                """);
        var first = task("Call one");
        var second = task("Call two");
        tick("31m");
        assertThat(people()).isEqualTo(Map.of("Call one", 102L, "Call two", 102L));
        completed(second, Duration.ofMinutes(40));
        tick("61m");
        assertThat(people()).isEqualTo(Map.of("Call one", 103L, "Call two", 102L));
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void a_bot_is_no_answer_and_a_person_is() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: answer
                    when: message.received
                    stop-on:
                      - message.sent: { except: { message.author.type: bot } }
                    then: [{ create-task: { after: 15m, text: "Answer {message.text}", due: 15m } }]
                """);
        message(Duration.ZERO, "one", "add", "external");
        message(Duration.ofMinutes(2), "two", "add", "external");
        message(Duration.ofMinutes(3), "a bot", "outgoing", "bot");
        tick("16m");
        assertThat(texts()).containsExactly("Answer one");
        message(Duration.ofMinutes(20), "three", "add", "external");
        message(Duration.ofMinutes(21), "a person", "outgoing", "user");
        tick("36m");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void an_event_closes_the_tasks_that_the_rule_has_added() throws Exception {
        rules(OFFER);
        var other = task("Other");
        moved(Duration.ZERO, 96210101, 96210102);
        assertThat(texts()).contains("Offer");
        moved(Duration.ofMinutes(1), 96210102, 143);
        assertThat(sandbox.tasks())
                .filteredOn(task -> task.path("text").asText().equals("Offer"))
                .allSatisfy(task -> {
                    assertThat(task.path("is_completed").asBoolean()).isTrue();
                    assertThat(task.at("/result/text").asText()).isEqualTo("Anna is over");
                });
        assertThat(sandbox.call("GET", "/api/v4/tasks/" + other, "")
                        .path("is_completed")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void a_task_that_is_closed_before_it_was_added_is_not_added() throws Exception {
        rules(OFFER);
        react(moving(Duration.ZERO, 96210101, 96210102), moving(Duration.ofMinutes(1), 96210102, 143));
        moved(Duration.ofMinutes(2), 96210103, 142);
        moved(Duration.ofMinutes(1), 96210101, 96210102);
        assertThat(texts()).isEmpty();
        assertThat(ledger.state("demo").pendingCommands()).isEmpty();
    }

    @Test
    void an_event_since_the_start_closes_what_waited_even_if_it_is_heard_after_the_task_was_added() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: offer
                    when: lead.added
                    then:
                      - create-task:
                          after: 1h
                          text: "Offer"
                          due: 1h
                          close-on: [message.received]
                """);
        added(Duration.ZERO);
        tick("1h");
        assertThat(texts()).containsExactly("Offer");
        message(Duration.ofMinutes(59), "I am here", "add", "external");
        assertThat(sandbox.tasks())
                .allSatisfy(task ->
                        assertThat(task.path("is_completed").asBoolean()).isTrue());
    }

    @Test
    void a_wait_that_is_late_for_a_day_is_not_dropped_because_one_answer_fails() throws Exception {
        watchedRules(STUCK);
        moved(Duration.ZERO, 96210101, 96210102);
        tick("3h");
        ledger.recordWebhookOutage("demo", new WebhookOutage(start, start.plus(Duration.ofHours(20))));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"forbidden-json\", \"share\": 1}]}");
        tick("27h");
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        assertThat(texts()).isEmpty();
        subscribe("status_lead");
        tick("28h");
        assertThat(texts()).containsExactly("Stuck Anna");
    }

    @Test
    void a_stop_that_no_webhook_reported_is_found_before_the_action_fires() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{\"status_id\": 96210103}");
        tick("3h");
        assertThat(texts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_no_webhook_reported_begins_a_wait_anew_only_if_it_is_recovered(boolean recovers) throws Exception {
        rules(STUCK.replace("stop-on: [lead.status-changed]", "if-again: restart"), recovers);
        moved(Duration.ofMinutes(-30), 96210101, 96210102);
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{\"status_id\": 96210102}");
        tick("1m");
        tick("151m");
        assertThat(texts()).hasSize(recovers ? 0 : 1);
        tick("152m");
        tick("181m");
        assertThat(texts()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"chase, 2", "other, 1"})
    void of_the_tasks_that_the_list_has_those_of_the_rule_itself_do_not_stop_it(String adding, int added)
            throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: chase
                    when: lead.added
                    stop-on: [task.added]
                    then:
                      - create-task: { after: 3h, text: "Second", due: 1h }
                """
                + (adding.equals("chase") ? "" : "  - name: other\n    when: lead.added\n    then:\n")
                + "      - create-task: { text: \"First\", due: 1h }\n");
        added(Duration.ZERO);
        assertThat(texts()).containsExactly("First");
        tick("3h");
        assertThat(texts()).hasSize(added);
    }

    @Test
    void two_thousand_events_of_other_leads_since_the_start_delay_nothing() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        var ids = new ArrayList<Long>();
        for (int call = 0; call < 8; call++) {
            sandbox.call("POST", "/api/v4/leads", "[" + "{\"name\": \"Other\"},".repeat(249) + "{\"name\": \"Other\"}]")
                    .at("/_embedded/leads")
                    .forEach(one -> ids.add(one.path("id").asLong()));
        }
        for (int from = 0; from < ids.size(); from += 250) {
            int first = from;
            sandbox.call(
                    "PATCH",
                    "/api/v4/leads",
                    IntStream.range(from, from + 250)
                            .mapToObj(i -> "{\"id\": %d, \"status_id\": 96210103, \"updated_at\": %d}"
                                    .formatted(ids.get(i), start.getEpochSecond() + 60 + first + i % 250))
                            .collect(Collectors.joining(",", "[", "]")));
        }
        tick("3h");
        assertThat(texts()).containsExactly("Stuck Anna");
    }

    @Test
    void more_possible_stops_than_one_tick_can_look_at_are_looked_at_by_the_next_ones() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: chase
                    when: lead.added
                    stop-on: [task.added: { task.text: Done }]
                    then: [{ create-task: { after: 3h, text: "Chase", due: 1h } }]
                """);
        added(Duration.ZERO);
        for (int from = 0; from < 400; from += 200) {
            sandbox.call(
                    "POST",
                    "/api/v4/tasks",
                    IntStream.range(from, from + 200)
                            .mapToObj(i -> ("{\"text\": \"Other\", \"complete_till\": 1, \"entity_type\": \"leads\","
                                            + "\"entity_id\": %d, \"created_at\": %d}")
                                    .formatted(lead, start.getEpochSecond() + 20 + i))
                            .collect(Collectors.joining(",", "[", "]")));
        }
        tick("3h");
        assertThat(ledger.dueWaits("demo", Instant.MAX, 10)).hasSize(1);
        tick("181m");
        assertThat(ledger.dueWaits("demo", Instant.MAX, 10)).isEmpty();
        assertThat(sandbox.call("GET", "/api/v4/tasks?limit=250&page=2", "").toString())
                .contains("Chase");
    }

    @Test
    void what_may_be_stopped_is_held_while_the_webhook_is_off() throws Exception {
        watchedRules(STUCK);
        moved(Duration.ZERO, 96210101, 96210102);
        tick("3h");
        tick("4h");
        assertThat(texts()).isEmpty();
        subscribe("status_lead");
        tick("6h");
        assertThat(texts()).containsExactly("Stuck Anna");
    }

    @Test
    void nothing_is_held_for_an_outage_whose_end_nobody_would_see() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        ledger.recordWebhookOutage("demo", new WebhookOutage(start, null));
        tick("3h");
        assertThat(texts()).containsExactly("Stuck Anna");
    }

    @Test
    void nothing_is_asked_while_the_circuit_is_open_and_then_it_keeps_its_time() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        var own = ledger.own("demo");
        own.openCircuit(new OpenCircuit("pay", start, start.plus(Duration.ofDays(1)), true));
        own.release(Map.of());
        tick("3h");
        assertThat(texts()).isEmpty();
        ledger.closeCircuit("demo");
        tick("6h");
        assertThat(sandbox.tasks().getFirst().path("complete_till").asLong())
                .isEqualTo(start.plus(Duration.ofHours(4)).getEpochSecond());
    }

    @Test
    void what_cannot_be_asked_is_asked_again_and_what_is_gone_is_dropped() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"unavailable\", \"share\": 1}]}");
        tick("3h");
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        assertThat(texts()).isEmpty();
        tick("181m");
        assertThat(texts()).hasSize(1);

        lead = 999_999; // the CRM does not have it
        react(moving(Duration.ofHours(4), 96210103, 96210102));
        tick("7h");
        assertThat(texts()).hasSize(1);
        assertThat(ledger.own("demo").dueWaits(Instant.MAX, 10)).isEmpty();
    }

    @Test
    void what_no_list_of_the_crm_shows_yet_is_not_gone() throws Exception {
        rules(STUCK.replace("stop-on: [lead.status-changed]", "still: { lead.status_id: 96210102 }")
                .replace("after: 3h, ", ""));
        lead = 999_999; // no list shows it
        react(moving(Duration.ofSeconds(-2), 96210101, 96210102));
        assertThat(ledger.own("demo").dueWaits(Instant.MAX, 10)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"24h", "28h"})
    void a_wait_outlives_its_rule_for_a_day(String until) throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        rules(STUCK.replace("stuck", "renamed"));
        tick("3h");
        tick(until);
        assertThat(texts()).isEmpty();
        rules(STUCK);
        tick("30h");
        assertThat(texts()).hasSize(until.equals("24h") ? 1 : 0);
    }

    @Test
    void a_renamed_rule_keeps_what_waits() throws Exception {
        moved(Duration.ZERO, 96210101, 96210102);
        rules(STUCK.replace("name: stuck", "name: renamed\n    was: stuck"));
        tick("3h");
        assertThat(texts()).hasSize(1);
    }

    /// Adds a task for the lead, and reports it.
    private long task(String text) throws Exception {
        var id = add(
                "tasks",
                "\"text\": \"%s\", \"complete_till\": %d, \"entity_id\": %d, \"entity_type\": \"leads\", \"responsible_user_id\": 101"
                        .formatted(text, start.plusSeconds(3600).getEpochSecond(), lead));
        report("task[add][0][id]=%d&task[add][0][element_id]=%d&task[add][0][element_type]=2&task[add][0][task_type]=1"
                        .formatted(id, lead)
                + "&task[add][0][text]=" + text.replace(' ', '+')
                + "&task[add][0][responsible_user_id]=101&task[add][0][created_at]=" + start.getEpochSecond());
        return id;
    }

    private void completed(long task, Duration at) throws Exception {
        sandbox.call("PATCH", "/api/v4/tasks/" + task, "{\"is_completed\": true}");
        report("task[update][0][id]=%d&task[update][0][element_id]=%d&task[update][0][element_type]=2"
                        .formatted(task, lead)
                + "&task[update][0][status]=1&task[update][0][updated_at]="
                + start.plus(at).getEpochSecond());
    }

    private void added(Duration at) throws Exception {
        report(
                "leads[add][0][id]=%d&leads[add][0][created_at]=%d&leads[add][0][updated_at]=%2$d&leads[add][0][status_id]=96210101"
                        .formatted(lead, start.plus(at).getEpochSecond()));
    }

    /// Moves the lead, and reports it.
    private void moved(Duration at, long from, long to) throws Exception {
        sandbox.call(
                "PATCH",
                "/api/v4/leads/" + lead,
                "{\"updated_at\": %d, \"status_id\": %d}"
                        .formatted(start.plus(at).getEpochSecond(), to));
        react(moving(at, from, to));
    }

    private InboxMessage moving(Duration at, long from, long to) {
        return webhook(
                ("leads[status][0][id]=%d&leads[status][0][status_id]=%d&leads[status][0][old_status_id]=%d"
                                + "&leads[status][0][updated_at]=%d")
                        .formatted(lead, to, from, start.plus(at).getEpochSecond()),
                clock.instant());
    }

    private void message(Duration at, String text, String what, String author) throws Exception {
        var message = what.equals("add") ? "message[add][0]" : "outgoing_message[add][0]";
        report(Map.of(
                        "id",
                        "m-" + text.hashCode(),
                        "chat_id",
                        "chat-1",
                        "talk_id",
                        "7",
                        "text",
                        text.replace(' ', '+'),
                        "created_at",
                        Long.toString(start.plus(at).getEpochSecond()),
                        "element_type",
                        "2",
                        "entity_type",
                        "lead",
                        "element_id",
                        Long.toString(lead),
                        "entity_id",
                        Long.toString(lead),
                        "author][type",
                        author)
                .entrySet()
                .stream()
                .map(field -> message + "[" + field.getKey() + "]=" + field.getValue())
                .collect(Collectors.joining("&")));
    }

    private void report(String body) throws Exception {
        react(webhook(body, clock.instant()));
    }

    private Map<String, Long> people() throws Exception {
        return tasks().collect(Collectors.toMap(
                task -> task.path("text").asText(),
                task -> task.path("responsible_user_id").asLong()));
    }

    private Stream<JsonNode> tasks() throws Exception {
        return sandbox.tasks().stream();
    }
}
