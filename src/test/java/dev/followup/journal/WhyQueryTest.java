package dev.followup.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.BookText;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.JournalNote;
import dev.followup.ledger.Ledger.WebhookCheck;
import dev.followup.ledger.LedgerSamples;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.BookVersion;
import dev.followup.task.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WhyQueryTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final EventSubject LEAD = EventSubject.of("leads/501");

    private static final String RULES = """
            zone: Europe/Moscow
            rules:
              - name: call-new-lead
                when: lead.added
                then: [ { create-task: { text: "Call {lead.name}", due: 15m, responsible: 101 } } ]
              - name: plan-big-deal
                when: lead.added
                if: { lead.price: { numeric: [">=", 50000] } }
                then: [ { create-task: { text: "Plan {lead.name}", due: 1d } } ]
              - name: silence
                when: lead.added
                stop-on: [lead.status-changed]
                then: [ { create-task: { after: 3d, text: "Nobody has called {lead.name}", due: 1d } } ]
            """;

    private final TestClock clock = new TestClock(NOON);
    private final TestLedger ledger = new TestLedger(new InMemoryLedger(clock));
    private final BookVersion then = BookVersion.read("rules.yaml", RULES);

    private WhyQuery why(BookVersion today) {
        return new WhyQuery(ledger, "demo", today, true);
    }

    private WhyQuery why() {
        return new WhyQuery(ledger, "demo", then, false);
    }

    private static CrmEvent added(long price) {
        var facts = new Facts(Map.of("lead", Map.of("id", 501L, "name", "Roof", "price", price, "created_at", 1L)));
        var entity = new EntityRef(EntityRef.Type.LEADS, 501);
        return new CrmEvent(EventKind.LEAD_ADDED, "demo", entity, NOON, facts, "demo:lead.added:501:1");
    }

    /// Plans an event and carries its commands out.
    private AccountLedger process(CrmEvent event) {
        var own = ledger.own("demo");
        own.announce(new BookText(then.digest(), then.name(), then.text(), then.names()), List.of());
        var plan = then.book().plan(event);
        var heard = HeardEvent.of(event, NOON).journalled(JournalEntry.of(event, NOON, false, then.digest()));
        var written = own.write(
                PlannedWork.of(plan.drafts()).heard(List.of(heard)).waits(plan.waits(), List.of()), SendSelection.NONE);
        clock.pass(Duration.ofSeconds(1));
        own.recordOutcomes(written.added().stream()
                .collect(Collectors.toMap(added -> added.command().key(), _ -> Outcome.Done.added(9001))));
        return own;
    }

    private static String text(WhyAnswer answer) {
        return String.join("\n", new WhyRenderer(answer).lines());
    }

    @Test
    void shows_of_an_entity_what_each_rule_decided_and_what_was_done() {
        process(added(9000));
        assertThat(text(why().about(LEAD))).isEqualTo("""
                leads/501, times of Europe/Moscow
                  1 event names leads/501, the last one at Sat 2026-11-21 15:00:00 +03:00.
                  1 action waits for its time.

                Sat 2026-11-21 15:00:00 +03:00 lead.added leads/501
                  FIRES   call-new-lead  the event is lead.added
                          create-task "Call Roof" on leads/501
                            due       Sat 2026-11-21 15:15:00 +03:00
                            person    user 101
                            done      at Sat 2026-11-21 15:00:01 +03:00 task 9001
                  no      plan-big-deal  lead.price is 9000, rule wants >= 50000 (rules.yaml:8:23)
                  FIRES   silence  the event is lead.added
                          Sat 2026-11-21 15:00:00 +03:00 waits for leads/501 until Tue 2026-11-24 15:00:00 +03:00
                  key     demo:lead.added:501:1

                Waiting for its time
                  rule silence, action 1, "Nobody has called Roof", for leads/501 until Tue 2026-11-24 15:00:00 +03:00, stopped by
                  lead.status-changed""");
    }

    @Test
    void says_who_made_a_task_and_why() {
        process(added(9000));
        var answer = why().task(9001);
        assertThat(answer.answer())
                .first()
                .isEqualTo("Rule call-new-lead added task 9001 for lead.added of leads/501 at"
                        + " Sat 2026-11-21 15:00:00 +03:00.");
        assertThat(answer.events())
                .singleElement()
                .satisfies(event -> assertThat(event.rules())
                        .filteredOn(WhyAnswer.Verdict::rule, "call-new-lead")
                        .singleElement()
                        .satisfies(verdict -> assertThat(verdict.fires()).isTrue()));
        assertThat(why().task(9002).answer()).first().isEqualTo("Followup did not add task 9002.");
    }

    @Test
    void gives_reasons_by_the_book_of_then_and_by_todays_side_by_side() {
        process(added(9000));
        var today =
                BookVersion.read("rules.yaml", RULES.replace("50000", "5000").replace("call-new-lead", "ring"));
        var event = why(today).about(LEAD).events().getFirst();
        assertThat(event.bookIsTodays()).isFalse();
        assertThat(event.book()).isEqualTo(then.digest());
        assertThat(event.rules())
                .filteredOn(WhyAnswer.Verdict::rule, "plan-big-deal")
                .containsExactly(new WhyAnswer.Verdict(
                        "plan-big-deal",
                        false,
                        "lead.price is 9000, rule wants >= 50000 (rules.yaml:8:23)",
                        new WhyAnswer.Today(true, "the event is lead.added and meets all conditions", true)));
        assertThat(event.rules())
                .filteredOn(
                        verdict -> verdict.today() != null && verdict.today().differs())
                .extracting(WhyAnswer.Verdict::rule)
                .containsExactly("call-new-lead", "plan-big-deal", "ring");
    }

    @Test
    void a_book_that_is_not_kept_is_replaced_by_todays_and_that_is_said() {
        var event = added(9000);
        var heard = HeardEvent.of(event, NOON).journalled(JournalEntry.of(event, NOON, false, "gone"));
        ledger.write("demo", PlannedWork.of(List.of()).heard(List.of(heard)));
        var answer = why().about(LEAD);
        assertThat(answer.events().getFirst().book()).isNull();
        assertThat(text(answer)).contains("The rule book of then is not kept: these are the reasons of today's.");
    }

    @Test
    void nothing_came_says_what_is_subscribed_and_when_the_last_webhook_came() {
        var own = ledger.own("demo");
        own.recordWebhookCheck(new WebhookCheck(NOON, "the CRM reported all that rules listen to", Set.of("add_lead")));
        own.heardWebhook(NOON.minusSeconds(60));
        var answer = why().about(LEAD);
        assertThat(answer.webhooks())
                .isEqualTo(new WhyAnswer.Webhooks(
                        NOON.toString(),
                        "the CRM reported all that rules listen to",
                        new TreeSet<>(Set.of("add_lead")),
                        NOON.minusSeconds(60).toString()));
        assertThat(answer.answer())
                .containsExactly(
                        "Nothing that a rule listens to came about leads/501, as far as the journal goes back.",
                        "The last webhook of the account came at Sat 2026-11-21 14:59:00 +03:00.",
                        "At Sat 2026-11-21 15:00:00 +03:00 the CRM reported all that rules listen to.");
    }

    @Test
    void shows_what_came_on_a_day_of_the_books_zone() {
        process(added(9000));
        ledger.write(
                "demo", PlannedWork.of(List.of()).notes(List.of(JournalNote.of(added(1), NOON, "repeat, ignored"))));
        assertThat(why().day(LocalDate.of(2026, 11, 21), null).events()).hasSize(1);
        assertThat(why().day(LocalDate.of(2026, 11, 21), null).notes())
                .extracting(WhyAnswer.Note::words)
                .containsExactly("repeat, ignored");
        assertThat(why().day(LocalDate.of(2026, 11, 22), null).events()).isEmpty();
    }

    @Test
    void shows_which_events_wait_for_facts() {
        ledger.write("demo", LedgerSamples.deferred(added(1)));
        assertThat(why().about(LEAD).incomplete())
                .extracting(WhyAnswer.Incomplete::kind)
                .containsExactly("lead.added");
    }
}
