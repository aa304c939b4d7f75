package dev.followup.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.Walk;
import dev.followup.telemetry.LogCapture;
import dev.followup.worker.schedule.WalkPortion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rules on dates of what is in the CRM already: no webhook reports it, so they look for it, first and then weekly.
class DateWalkTest extends TimedWorkerTest {

    private static final Duration WEEK = Duration.ofDays(7);

    @BeforeEach
    void begin() throws Exception {
        rules(meeting("1h before"));
    }

    @Test
    void what_was_in_the_crm_before_the_rule_is_found_and_what_was_due_before_it_does_not_fire() throws Exception {
        lead("To come", hours(3));
        lead("Too late", hours(0).plusSeconds(1800));
        lead("Over", hours(-3));
        lead("Without", null);
        try (var log = LogCapture.of(WalkPortion.class)) {
            tick(hours(0));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO demo: rule meeting has looked for dates of leads at ")
                    .endsWith(": 54 read, 3 with a date");
        }
        tick(hours(1));
        assertThat(texts()).isEmpty();
        tick(hours(2));
        assertThat(texts()).containsExactly("Meeting To come");
    }

    @Test
    void what_was_due_before_the_rule_does_not_fire_with_a_later_webhook_either_but_another_date_does()
            throws Exception {
        var late = hours(0).plusSeconds(1800);
        long lead = lead("Anna", late);
        updated(lead, 0, late);
        tick(hours(0));
        updated(lead, 60, late);
        tick(hours(0).plusSeconds(120));
        assertThat(texts()).isEmpty();

        var other = late.plusSeconds(60);
        set(lead, other);
        updated(lead, 180, other);
        tick(hours(0).plusSeconds(240));
        assertThat(texts()).containsExactly("Meeting Anna");
    }

    @Test
    void every_week_what_no_webhook_has_reported_is_found_and_fires_late_while_its_date_is_ahead() throws Exception {
        rules(meeting("3d before"));
        tick(hours(0));
        lead("Unheard", start.plus(WEEK).plus(Duration.ofDays(2)));
        lead("Over", start.plus(WEEK).minusSeconds(1));
        tick(start.plus(WEEK).minusSeconds(60));
        assertThat(texts()).isEmpty();
        tick(start.plus(WEEK));
        tick(start.plus(WEEK).plusSeconds(60));
        assertThat(texts()).containsExactly("Meeting Unheard");
        tick(start.plus(WEEK.multipliedBy(2)));
        tick(start.plus(WEEK.multipliedBy(2)).plusSeconds(60));
        assertThat(texts()).hasSize(1);
    }

    @Test
    void dates_are_looked_for_at_once_if_the_rule_has_another_time_and_nothing_fires_late() throws Exception {
        lead("Soon", hours(3));
        lead("Late", hours(30));
        tick(hours(0));
        rules(meeting("5h before"));
        tick(hours(1));
        tick(hours(1).plusSeconds(60));
        assertThat(texts()).isEmpty();
        tick(hours(2));
        assertThat(texts()).as("at the time for which it waits").containsExactly("Meeting Soon");
        tick(hours(25));
        assertThat(texts()).containsExactlyInAnyOrder("Meeting Soon", "Meeting Late");
    }

    @Test
    void birthdays_of_contacts_dates_of_companies_and_customers_and_open_tasks_are_found_too() throws Exception {
        rules("""
                zone: UTC
                responsible: 101
                fields:
                  meeting: { id: 78, type: date-time }
                rules:
                  - name: contact
                    on-date: contact.custom_fields.meeting
                    fire: 1h before
                    then: [{ create-task: { text: "Contact {contact.name}", due: 1h } }]
                  - name: company
                    on-date: company.custom_fields.meeting
                    fire: 1h before
                    then: [{ create-task: { text: "Company {company.name}", due: 1h } }]
                  - name: customer
                    on-date: customer.next_date
                    fire: 1d after at 00:00
                    then: [{ create-task: { text: "Customer {customer.name}", due: 1h } }]
                  - name: task
                    on-date: task.complete_till
                    fire: 1h before
                    then: [{ create-task: { text: "Soon: {task.text}", due: 1h } }]
                """);
        add("contacts", "\"name\": \"Anna\"" + meeting(hours(3)));
        add("companies", "\"name\": \"Roofs\"" + meeting(hours(3)));
        add("customers", "\"name\": \"Boris\", \"next_date\": %d".formatted(start.getEpochSecond()));
        add("tasks", "\"text\": \"Call\", \"complete_till\": %d".formatted(hours(3).getEpochSecond()));
        tick(hours(0));
        tick(hours(2));
        assertThat(texts()).contains("Contact Anna", "Company Roofs", "Soon: Call");
        tick(hours(48));
        assertThat(texts()).contains("Customer Boris");
    }

    @Test
    void a_walk_that_is_not_over_goes_on_where_it_ended_and_knows_that_it_is_the_first() throws Exception {
        long seen = lead("Seen", hours(3));
        long unseen = lead("Unseen", hours(3));
        long late = lead("Late", hours(0).plusSeconds(1800));
        var date = "lead.custom_fields.meeting 1h before";
        var begun = Walk.begin("meeting", start.minusSeconds(60), new Walk.Dates(date, true))
                .readUntil(seen, 51);
        ledger.write("demo", PlannedWork.of(List.of()).walks(List.of(begun)), SendSelection.NONE);
        updated(late, 0, hours(0).plusSeconds(1800));
        tick(hours(0));
        updated(late, 60, hours(0).plusSeconds(1800));
        tick(hours(2));
        assertThat(texts()).containsExactly("Meeting Unseen");
        assertThat(unseen).isGreaterThan(seen);
    }

    private static String meeting(String fire) {
        return """
                zone: UTC
                responsible: 101
                fields:
                  meeting: { id: 78, type: date-time }
                rules:
                  - name: meeting
                    on-date: lead.custom_fields.meeting
                    fire: %s
                    then: [{ create-task: { text: "Meeting {lead.name}", due: 10m } }]
                """.formatted(fire);
    }

    private long lead(String name, @Nullable Instant meeting) throws Exception {
        return add(
                "leads",
                "\"name\": \"%s\", \"status_id\": 96210101%s".formatted(name, meeting == null ? "" : meeting(meeting)));
    }

    private static String meeting(Instant at) {
        return ", \"custom_fields_values\": [{\"field_id\": 78, \"values\": [{\"value\": %d}]}]"
                .formatted(at.getEpochSecond());
    }

    private void set(long lead, Instant meeting) throws Exception {
        sandbox.call("PATCH", "/api/v4/leads/" + lead, "{" + meeting(meeting).substring(2) + "}");
    }

    private void updated(long lead, long seconds, Instant meeting) throws Exception {
        now.set(start.plusSeconds(seconds));
        var item = "leads[update][0]";
        react(webhook(
                "%1$s[id]=%2$d&%1$s[created_at]=1&%1$s[updated_at]=%3$d&%1$s[status_id]=96210101&%1$s[custom_fields][0][id]=78&%1$s[custom_fields][0][values][0]=%4$d"
                        .formatted(item, lead, start.plusSeconds(seconds).getEpochSecond(), meeting.getEpochSecond()),
                now.instant()));
    }
}
