package dev.followup.worker.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EventSubject;
import dev.followup.inbox.InboxMessage;
import dev.followup.journal.WhyAnswer;
import dev.followup.journal.WhyQuery;
import dev.followup.rule.store.BookVersion;
import dev.followup.worker.TimedWorkerTest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests of rules on dates, from the webhook to the task: webhooks and ticks in, tasks of the sandbox out.
class DateWaitsTest extends TimedWorkerTest {

    private static final String MEETING = """
            zone: UTC
            responsible: 101
            fields:
              meeting: { id: 78, type: date-time }
              birthday: { id: 79, type: birthday }
            rules:
              - name: meeting
                on-date: lead.custom_fields.meeting
                fire: 1h before
                except: { lead.status_id: 143 }
                then: [{ create-task: { text: "Meeting {lead.name}", due: 10m } }]
            """;

    private long lead;

    @BeforeEach
    void begin() throws Exception {
        lead = add("leads", "\"name\": \"Anna\", \"status_id\": 96210101");
        rules(MEETING);
    }

    @Test
    void a_date_fires_at_its_time_and_only_once() throws Exception {
        set(hours(3));
        reported("update", 0, hours(3));
        tick("119m");
        assertThat(texts()).isEmpty();
        tick("125m");
        assertThat(texts()).containsExactly("Meeting Anna");
        assertThat(sandbox.tasks().getFirst().path("complete_till").asLong())
                .isEqualTo(hours(2).plusSeconds(600).getEpochSecond());
        reported("update", 1, hours(3));
        tick("126m");
        tick("4h");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void a_date_that_moves_takes_its_time_with_it() throws Exception {
        set(hours(5));
        reported("add", 0, hours(3));
        reported("update", 1, hours(5));
        tick("3h");
        assertThat(texts()).isEmpty();
        tick("4h");
        assertThat(texts()).hasSize(1);
        set(hours(2));
        reportedAt(hours(4).plusSeconds(60), 2, hours(2));
        tick("242m");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void a_date_that_moved_unheard_is_read_at_its_time_and_waits_on() throws Exception {
        set(hours(5));
        reported("update", 0, hours(3));
        tick("2h");
        assertThat(texts()).isEmpty();
        tick("239m");
        assertThat(texts()).isEmpty();
        tick("4h");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void a_date_that_was_emptied_is_dropped_at_its_time_and_fires_if_it_is_filled_again() throws Exception {
        set(hours(3));
        reported("update", 0, hours(3));
        set(null);
        reported("update", 1, null);
        tick("2h");
        assertThat(texts()).isEmpty();
        var own = ledger.own("demo");
        assertThat(own.dueWaits(Instant.MAX, 10)).isEmpty();
        own.release(Map.of());

        set(hours(3));
        reportedAt(hours(2).plusSeconds(60), 2, hours(3));
        tick("122m");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void why_says_that_a_date_was_reached_and_what_its_rule_decided_then() throws Exception {
        set(hours(3));
        reported("update", 0, hours(3));
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{\"status_id\": 143}");
        tick("2h");
        assertThat(reached())
                .containsExactly(
                        "no: all of except holds: lead.status_id is 143 (rules.yaml:10:31)",
                        "does not fire: all of except holds: lead.status_id is 143 (rules.yaml:10:31). It waited");

        set(hours(5));
        reported("update", 1, hours(6));
        set(null);
        tick("5h");
        assertThat(reached())
                .containsExactly(
                        "no: lead.custom_fields.meeting is empty",
                        "does not fire: lead.custom_fields.meeting is empty. It waited");

        set(hours(9));
        reported("update", 2, hours(8));
        tick("7h");
        assertThat(reached()).first().isEqualTo("no: the date has moved");
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{\"status_id\": 96210101}");
        tick("8h");
        assertThat(reached())
                .containsExactly(
                        "FIRES: the event is lead.date-reached and meets all conditions",
                        "is asked again, now that its time has come. It waited",
                        "done");
    }

    @Test
    void why_does_not_call_a_date_empty_whose_lead_is_gone() throws Exception {
        lead = 999_999; // the CRM does not have it
        reported("update", 0, hours(3));
        tick("2h");
        assertThat(reached())
                .containsExactly(
                        "no: lead.custom_fields.meeting is not known",
                        "does not fire: the CRM does not have leads/%d. It waited".formatted(lead));
    }

    /// What the journal says of the last date that was reached: the verdict, the remarks and the commands.
    private List<String> reached() {
        var book = BookVersion.read("rules.yaml", MEETING);
        var events = new WhyQuery(ledger, "demo", book, false)
                .about(EventSubject.of("leads/" + lead))
                .events();
        var last = events.getLast();
        assertThat(last.kind()).isEqualTo("lead.date-reached");
        assertThat(last.book()).isEqualTo(book.digest());
        return Stream.of(
                        last.rules().stream()
                                .map(rule -> (Boolean.TRUE.equals(rule.fires()) ? "FIRES: " : "no: ") + rule.reason()),
                        last.remarks().stream().map(WhyAnswer.Remark::words),
                        last.commands().stream().map(WhyAnswer.Command::state))
                .flatMap(words -> words)
                .toList();
    }

    @Test
    void a_date_that_is_filled_late_is_heard_with_the_webhook_that_reports_it() throws Exception {
        reported("add", 0, null);
        set(hours(3));
        reported("update", 1, hours(3));
        tick("2h");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void webhooks_out_of_order_leave_the_date_of_the_last_change() throws Exception {
        set(hours(2));
        reported("update", 5, hours(2));
        reported("update", 4, hours(9));
        tick("1h");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void what_is_found_too_late_fires_at_once_while_its_date_is_ahead_else_never() throws Exception {
        tick("0m"); // the rule has looked at what is in the CRM
        set(start.plus(Duration.ofMinutes(30)));
        reported("update", 0, start.plus(Duration.ofMinutes(30)));
        tick("1m");
        assertThat(texts()).hasSize(1);

        lead = add("leads", "\"name\": \"Vera\", \"status_id\": 96210101");
        set(start.minusSeconds(60));
        reported("update", 1, start.minusSeconds(60));
        tick("2m");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void a_webhook_that_lacks_the_date_changes_nothing_and_one_that_names_hardly_more_than_the_lead_is_completed()
            throws Exception {
        set(hours(3));
        reported("update", 0, hours(3));
        reported("update", 1, null);
        tick("2h");
        assertThat(texts()).hasSize(1);

        lead = add("leads", "\"name\": \"Vera\", \"status_id\": 96210101");
        set(hours(5));
        react(webhook("leads[status][0][id]=%d&leads[status][0][status_id]=96210102".formatted(lead), clock.instant()));
        tick("4h");
        assertThat(texts()).containsExactlyInAnyOrder("Meeting Anna", "Meeting Vera");
    }

    @Test
    void conditions_are_asked_when_the_time_has_come() throws Exception {
        set(hours(3));
        reported("update", 0, hours(3));
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{\"status_id\": 143}");
        tick("2h");
        assertThat(texts()).isEmpty();
    }

    @Test
    void what_cannot_be_read_at_its_time_is_read_later() throws Exception {
        set(hours(3));
        reported("update", 0, hours(3));
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": [{\"kind\": \"unavailable\", \"share\": 1}]}");
        tick("2h");
        sandbox.call("PUT", "/_sandbox/behaviour", "{\"faults\": []}");
        assertThat(texts()).isEmpty();
        tick("121m");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void all_actions_of_a_rule_fire() throws Exception {
        rules(MEETING.replace(
                "then: [",
                "then: [{ create-task: { text: \"Confirm\", due: 1h before lead.custom_fields.meeting } }, "));
        set(hours(3));
        reported("update", 0, hours(3));
        tick("2h");
        assertThat(texts()).containsExactlyInAnyOrder("Confirm", "Meeting Anna");
        tick("121m");
        assertThat(texts()).hasSize(2);
    }

    @Test
    void a_birthday_comes_again_each_year() throws Exception {
        rules(MEETING.substring(0, MEETING.indexOf("rules:")) + """
                rules:
                  - name: birthday
                    on-date: contact.custom_fields.birthday
                    fire: on the day at 10:00
                    yearly: true
                    then: [{ create-task: { text: "Congratulate {contact.name}", due: 8h } }]
                """);
        var tomorrow = LocalDate.ofInstant(start, ZoneOffset.UTC).plusDays(1);
        var born = tomorrow.withYear(1988);
        var contact = add(
                "contacts",
                "\"name\": \"Vera\", \"custom_fields_values\": [{\"field_id\": 79, \"values\": [{\"value\": %d}]}]"
                        .formatted(born.atStartOfDay(ZoneOffset.UTC).toEpochSecond()));
        react(webhook(
                ("contacts[add][0][id]=%d&contacts[add][0][type]=contact&contacts[add][0][created_at]=%d"
                                + "&contacts[add][0][custom_fields][0][id]=79"
                                + "&contacts[add][0][custom_fields][0][values][0][value]=%s")
                        .formatted(
                                contact,
                                start.getEpochSecond(),
                                born.format(DateTimeFormatter.ofPattern("dd.MM.yyyy"))),
                clock.instant()));
        for (int year = 0; year < 3; year++) {
            tick(tomorrow.plusYears(year).atTime(9, 59).toInstant(ZoneOffset.UTC));
            assertThat(texts()).hasSize(year);
            tick(tomorrow.plusYears(year).atTime(10, 0).toInstant(ZoneOffset.UTC));
            assertThat(texts()).hasSize(year + 1);
        }
        assertThat(texts()).containsOnly("Congratulate Vera");
    }

    @Test
    void the_time_at_which_a_lead_was_closed_is_read_since_no_webhook_reports_it() throws Exception {
        rules("""
                zone: UTC
                responsible: 101
                rules:
                  - name: ask-how-it-goes
                    on-date: lead.closed_at
                    fire: 14d after at 10:00
                    if: { lead.status_id: 142 }
                    then: [{ create-task: { text: "How does it go, {lead.name}?", due: 1d } }]
                """);
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{\"status_id\": 142}");
        reported("status", 0, null);
        var day = LocalDate.ofInstant(start, ZoneOffset.UTC).plusDays(14);
        tick(day.atTime(9, 59).toInstant(ZoneOffset.UTC));
        assertThat(texts()).isEmpty();
        tick(day.atTime(10, 0).toInstant(ZoneOffset.UTC));
        assertThat(texts()).containsExactly("How does it go, Anna?");
    }

    @Test
    void the_deadline_of_a_task_is_a_date() throws Exception {
        rules("""
                responsible: 101
                rules:
                  - name: remind
                    on-date: task.complete_till
                    fire: 1h before
                    except: { task.is_completed: true }
                    then: [{ change-tasks: { responsible: 102 } }]
                """);
        var due = hours(3).getEpochSecond();
        var task = add(
                "tasks",
                "\"text\": \"Call\", \"complete_till\": %d, \"entity_id\": %d, \"entity_type\": \"leads\", \"responsible_user_id\": 101"
                        .formatted(due, lead));
        react(webhook(
                ("task[add][0][id]=%d&task[add][0][element_id]=%d&task[add][0][element_type]=2&task[add][0][text]=Call"
                                + "&task[add][0][complete_before]=%d&task[add][0][created_at]=%d")
                        .formatted(task, lead, due, start.getEpochSecond()),
                clock.instant()));
        tick("2h");
        assertThat(sandbox.tasks())
                .singleElement()
                .satisfies(one ->
                        assertThat(one.path("responsible_user_id").asLong()).isEqualTo(102));
    }

    /// Sets the lead's meeting in the CRM; `null` empties it.
    private void set(@Nullable Instant meeting) throws Exception {
        var value = meeting == null ? "[]" : "[{\"value\": %d}]".formatted(meeting.getEpochSecond());
        sandbox.call(
                "PATCH",
                "/api/v4/leads/" + lead,
                "{\"custom_fields_values\": [{\"field_id\": 78, \"values\": %s}]}".formatted(value));
    }

    /// Reports the lead, changed so many seconds after the start, with its meeting or without one.
    private void reported(String action, long seconds, @Nullable Instant meeting) throws Exception {
        react(reporting(action, seconds, meeting, clock.instant()));
    }

    private void reportedAt(Instant sentAt, long seconds, Instant meeting) throws Exception {
        now.set(sentAt);
        react(reporting("update", seconds, meeting, sentAt));
    }

    private InboxMessage reporting(String action, long seconds, @Nullable Instant meeting, Instant sentAt) {
        var item = "leads[" + action + "][0]";
        var changed = "%1$s[id]=%2$d&%1$s[created_at]=%3$d&%1$s[updated_at]=%3$d&%1$s[status_id]=%4$d"
                .formatted(
                        item,
                        lead,
                        start.plusSeconds(seconds).getEpochSecond(),
                        action.equals("status") ? 142 : 96210101);
        return webhook(
                changed
                        + (meeting == null
                                ? ""
                                : "&%1$s[custom_fields][0][id]=78&%1$s[custom_fields][0][values][0]=%2$d"
                                        .formatted(item, meeting.getEpochSecond())),
                sentAt);
    }
}
