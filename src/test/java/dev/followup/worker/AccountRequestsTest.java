package dev.followup.worker;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.asking;
import static dev.followup.ledger.WaitSamples.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.account.Account;
import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch.MessageGroup;
import dev.followup.inbox.MessageSource;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.JournalNote;
import dev.followup.ledger.LedgerSamples;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.task.Absence;
import dev.followup.telemetry.LogCapture;
import dev.followup.webhook.WebhookReader;
import dev.followup.worker.intake.DecodedMessage;
import dev.followup.worker.intake.MessageDecoder;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountRequestsTest {

    private static final Account ACCOUNT = new Account("demo", URI.create("http://localhost:1"));
    private static final Set<String> RULE = Set.of("call");

    private final TestClock clock = new TestClock(NOON);
    private final TestLedger ledger = new TestLedger(new InMemoryLedger(clock));
    private final MessageDecoder decoder = new MessageDecoder(new WebhookReader());

    private void carryOut(String body) {
        var message = new InboxMessage("message 1", "demo", body, clock.instant()).from(MessageSource.PERSON);
        var batch = decoder.decode(ACCOUNT, new MessageGroup("demo", List.of(message)));
        assertThat(batch.requests()).hasSize(1);
        var own = ledger.own("demo");
        var requests = new AccountRequests();
        requests.carryOut(ACCOUNT, own, batch.requests());
        requests.forget(ACCOUNT, own, requests.toForget(batch.requests()));
    }

    @Test
    void what_a_rule_waits_for_is_dropped_with_a_line_and_a_note() {
        var start = start("a", 0);
        ledger.write("demo", asking(start));
        clock.pass(Duration.ofMinutes(1));
        try (var log = LogCapture.open()) {
            carryOut(new AccountRequest.DropWait("leads/501", "call").body());
            assertThat(log.lines())
                    .anyMatch(line ->
                            line.contains("demo: leads/501: what rule call waited for is dropped, as a person asked"));
        }
        assertThat(ledger.journal().waits("demo", RULE, LEAD)).isEmpty();
        assertThat(ledger.dueWaits("demo", NOON.plus(Duration.ofDays(1)), 10)).isEmpty();
        assertThat(ledger.journal().about("demo", LEAD, 10).notes())
                .extracting(JournalNote::words)
                .containsExactly("a person dropped what rule call waited for");
    }

    @Test
    void a_later_event_waits_again() {
        ledger.write("demo", asking(start("a", 0)));
        clock.pass(Duration.ofMinutes(1));
        carryOut(new AccountRequest.DropWait("leads/501", "call").body());
        ledger.write("demo", asking(start("b", 120)));
        assertThat(ledger.journal().waits("demo", RULE, LEAD)).hasSize(1);
    }

    @Test
    void an_entity_is_forgotten() {
        var event = LedgerSamples.event("a");
        var entry = JournalEntry.of(event, NOON, false, null);
        ledger.write(
                "demo",
                LedgerSamples.heard(event)
                        .heard(List.of(HeardEvent.of(event, NOON).journalled(entry))));
        carryOut(new AccountRequest.Forget("leads/501").body());
        assertThat(ledger.journal().about("demo", LEAD, 10).entries()).isEmpty();
    }

    @Test
    void an_absence_is_recorded_and_a_later_report_of_the_same_day_replaces_it() {
        var from = LocalDate.parse("2026-11-23");
        carryOut(new AccountRequest.Away("anna", from, from.plusDays(2), "boris").body());
        carryOut(new AccountRequest.Away("vera", from, from, null).body());
        carryOut(new AccountRequest.Away("anna", from, from.plusDays(4), null).body());
        assertThat(ledger.absences("demo"))
                .containsExactly(
                        new Absence("vera", from, from, null), new Absence("anna", from, from.plusDays(4), null));
    }

    @Test
    void who_is_back_is_away_no_more_from_that_day_on() {
        var from = LocalDate.parse("2026-11-23");
        carryOut(new AccountRequest.Away("anna", from, from.plusDays(4), "boris").body());
        carryOut(new AccountRequest.Away("anna", from.plusDays(30), from.plusDays(40), null).body());
        carryOut(new AccountRequest.Away("vera", from, from.plusDays(4), null).body());
        carryOut(new AccountRequest.Back("anna", from.plusDays(2)).body());
        assertThat(ledger.absences("demo"))
                .containsExactlyInAnyOrder(
                        new Absence("anna", from, from.plusDays(1), "boris"),
                        new Absence("vera", from, from.plusDays(4), null));
    }

    @Test
    void absences_that_ended_longAgo_are_dropped() {
        var longAgo = LocalDate.parse("2026-10-01");
        carryOut(new AccountRequest.Away("anna", longAgo, longAgo.plusDays(2), null).body());
        carryOut(new AccountRequest.Away("vera", longAgo.plusDays(60), longAgo.plusDays(61), null).body());
        assertThat(ledger.absences("demo")).extracting(Absence::person).containsExactly("vera");
    }

    @Test
    void a_request_that_cannot_be_read_is_a_dead_letter() {
        for (var body : List.of(
                "{\"followup\": \"forget\"}",
                "{\"followup\": \"drop-wait\", \"subject\": \"leads/1\"}",
                "{\"followup\": \"away\", \"subject\": \"people/anna\"}",
                "{\"followup\": \"away\", \"subject\": \"people/anna\", \"from\": \"2026-11-31\", \"to\": \"2026-12-01\"}",
                "{\"followup\": \"away\", \"subject\": \"people/anna\", \"from\": \"2026-11-02\", \"to\": \"2026-11-01\"}",
                "{\"followup\": \"back\", \"subject\": \"leads/501\", \"from\": \"2026-11-02\"}")) {
            var message = new InboxMessage("1", "demo", body, NOON).from(MessageSource.PERSON);
            var batch = decoder.decode(ACCOUNT, new MessageGroup("demo", List.of(message)));
            assertThat(batch.decoded()).first().isInstanceOf(DecodedMessage.Unreadable.class);
        }
    }
}
