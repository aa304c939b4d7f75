package dev.followup.worker.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.inbox.InboxMessage;
import dev.followup.rule.Plan;
import dev.followup.telemetry.LineLimit;
import dev.followup.telemetry.LogCapture;
import dev.followup.worker.intake.ReceivedEvent;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanningLogTest {

    private static final Facts FACTS = new Facts(Map.of());
    private static final CrmEvent EVENT = new CrmEvent(
            EventKind.LEAD_ADDED,
            "demo",
            new EntityRef(EntityRef.Type.LEADS, 501),
            Instant.parse("2026-11-22T12:00:00Z"),
            FACTS,
            "demo:lead.added:501:1795348800");

    @Test
    void logs_the_field_that_a_rule_could_not_use_but_not_its_value() {
        var warning = "fields.pay_date: found \"the \"7th\" of May\" in lead.custom_fields.77, expected a date";
        try (var log = LogCapture.open()) {
            PlanningLog.warnings(
                    EVENT,
                    new Plan(List.of(), List.of(), List.of(), List.of(), List.of(warning), FACTS),
                    new LineLimit());
            assertThat(log.lines())
                    .anyMatch(line ->
                            line.contains("fields.pay_date: found \"…\" in lead.custom_fields.77, expected a date"))
                    .noneMatch(line -> line.contains("May"));
        }
    }

    @Test
    void a_thousand_events_with_the_same_warning_leave_five_lines_and_a_count() {
        var limit = new LineLimit();
        try (var log = LogCapture.open()) {
            for (int price = 1000; price < 2000; price++) {
                var warning = "call-new-lead: text: lead.price is " + price + ", which is no text";
                PlanningLog.warnings(
                        EVENT, new Plan(List.of(), List.of(), List.of(), List.of(), List.of(warning), FACTS), limit);
            }
            PlanningLog.warnings(
                    EVENT, new Plan(List.of(), List.of(), List.of(), List.of(), List.of("another one"), FACTS), limit);
            PlanningLog.notLogged(new Account("demo", URI.create("https://demo.amocrm.ru")), limit);
            assertThat(log.lines()).hasSize(LineLimit.MAX + 2);
            assertThat(log.lines().getLast())
                    .contains("demo: 995 more events of this batch with: "
                            + "call-new-lead: text: lead.price is …, which is no text");
        }
    }

    @Test
    void a_webhook_with_a_thousand_events_gives_a_bounded_number_of_lines() {
        var message = new InboxMessage("m1", "demo", "a body", EVENT.time());
        var other = new InboxMessage("m2", "demo", "a body", EVENT.time());
        var fates = new ArrayList<EventFate>();
        for (int i = 0; i < 1000; i++) {
            fates.add(EventFate.unanswered(received(message)));
        }
        fates.add(EventFate.notListenedTo(received(message)));
        fates.add(EventFate.unanswered(received(other)));
        try (var log = LogCapture.open()) {
            PlanningLog.fates(fates);
            assertThat(log.lines())
                    .hasSize(PlanningLog.MAX_LINES + 1 + 2)
                    .filteredOn(line -> line.contains("more events"))
                    .singleElement()
                    .asString()
                    .contains("demo: 980 more events of the same message: no rule fires");
        }
    }

    private static PlannableEvent received(InboxMessage message) {
        return PlannableEvent.of(new ReceivedEvent(EVENT, message));
    }
}
