package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.LedgerSamples.event;
import static dev.followup.ledger.LedgerSamples.limited;
import static dev.followup.ledger.LedgerSamples.once;
import static dev.followup.ledger.LedgerSamples.rotating;
import static dev.followup.ledger.WaitSamples.AFTER;
import static dev.followup.ledger.WaitSamples.LEAD;
import static dev.followup.ledger.WaitSamples.RULE;
import static dev.followup.ledger.WaitSamples.asking;
import static dev.followup.ledger.WaitSamples.at;
import static dev.followup.ledger.WaitSamples.ending;
import static dev.followup.ledger.WaitSamples.follow;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.stop;
import static dev.followup.ledger.WaitSamples.waits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.ledger.JournalEntry.End;
import dev.followup.ledger.JournalEntry.Planned;
import dev.followup.ledger.JournalEntry.Remark;
import dev.followup.task.DraftCommand;
import dev.followup.task.NewTask;
import dev.followup.task.Outcome;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskType;
import dev.followup.task.WaitEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tests of the journal that every ledger must pass.
public abstract class JournalContract extends WaitContract {

    private static final BookText BOOK = new BookText(
            "0123456789abcdef", "rules.yaml", "rules: []\n".repeat(1000), "users:\n  - { id: 101, name: \"Анна\" }\n");

    private static HeardEvent heard(CrmEvent event) {
        return HeardEvent.of(event, event.time())
                .journalled(JournalEntry.of(event, event.time(), false, BOOK.digest()));
    }

    private static PlannedWork work(CrmEvent event, DraftCommand... drafts) {
        return PlannedWork.of(List.of(drafts)).heard(List.of(heard(event)));
    }

    private JournalEntry only() {
        var entries = journal().about("demo", LEAD, 10).entries();
        assertThat(entries).hasSize(1);
        return entries.getFirst();
    }

    private Journal journal() {
        return ledger().journal();
    }

    @Test
    void an_event_that_no_rule_answers_is_found_by_what_it_names_and_by_its_day() {
        var facts = new Facts(Map.of("lead", Map.of("id", 501L), "message", Map.of("contact_id", 9L)), Set.of("lead"));
        var event = event("a").with(facts);
        ledger().write("demo", work(event));
        assertThat(only()).isEqualTo(heard(event).entry());
        assertThat(only().event().facts().whole()).containsExactly("lead");
        assertThat(journal().about("demo", EventSubject.of("contacts/9"), 10).entries())
                .hasSize(1);
        assertThat(journal().about("demo", EventSubject.of("leads/502"), 10).entries())
                .isEmpty();
        assertThat(journal().about("other", LEAD, 10).entries()).isEmpty();
        assertThat(keys(day(null))).containsExactly("a");
        assertThat(journal().entries("demo", List.of("a", "b"))).containsOnlyKeys("a");
    }

    @Test
    void an_event_of_which_the_journal_keeps_nothing_leaves_nothing_in_it() {
        ledger().write("demo", LedgerSamples.heard(event("a")));
        assertThat(journal().about("demo", LEAD, 10).entries()).isEmpty();
        assertThat(day(null).entries()).isEmpty();
    }

    @Test
    void commands_are_in_the_journal_when_they_are_written_and_their_ends_when_these_are() {
        var more = DraftCommand.of(command("a", 1));
        ledger().write("demo", work(event("a"), draft("a"), more));
        assertThat(only().commands())
                .containsExactly(new Planned(command("a"), NOON, null), new Planned(command("a", 1), NOON, null));
        clock().pass(Duration.ofSeconds(2));
        ledger().recordOutcomes(
                        ledger().own("demo").lease(),
                        Map.of(
                                command("a").key(),
                                Outcome.Done.added(9001),
                                command("a", 1).key(),
                                new Outcome.Deferred("limited")));
        assertThat(only().commands())
                .extracting(Planned::end)
                .containsExactly(new End(at(2), End.Kind.DONE, List.of(9001L), ""), null);
        ledger().own("demo").release(Map.of(command("a", 1).key(), new Outcome.Refused("no such user")));
        assertThat(only().commands())
                .extracting(Planned::end)
                .containsExactly(
                        new End(at(2), End.Kind.DONE, List.of(9001L), ""),
                        new End(at(2), End.Kind.REFUSED, List.of(), "no such user"));
    }

    @Test
    void a_command_that_another_invocation_has_sent_since_has_not_ended() {
        ledger().write("demo", work(event("a"), draft("a")));
        var lost = ledger().own("demo");
        clock().pass(Duration.ofHours(2));
        var now = ledger().lease("demo", "another", Duration.ofHours(1)).orElseThrow();
        ledger().markSent(now, List.of(command("a")), at(7200));
        lost.recordOutcomes(Map.of(command("a").key(), new Outcome.Skipped("has one")));
        assertThat(only().commands()).extracting(Planned::end).containsOnlyNulls();
    }

    @Test
    void many_commands_of_many_events_end_together() {
        var events = IntStream.range(0, 40).mapToObj(i -> event("e" + i)).toList();
        var drafts = events.stream()
                .flatMap(event -> Stream.of(command(event.key()), command(event.key(), 1)))
                .map(DraftCommand::of)
                .toList();
        ledger().write(
                        "demo",
                        PlannedWork.of(drafts)
                                .heard(events.stream()
                                        .map(JournalContract::heard)
                                        .toList()));
        var outcomes = new LinkedHashMap<String, Outcome>();
        drafts.forEach(draft -> outcomes.put(draft.command().key(), new Outcome.Skipped("has one")));
        ledger().own("demo").release(outcomes);
        assertThat(journal().about("demo", LEAD, 100).entries())
                .hasSize(40)
                .allSatisfy(entry -> assertThat(entry.commands())
                        .hasSize(2)
                        .allMatch(one -> one.end() != null && one.end().kind() == End.Kind.SKIPPED));
    }

    @Test
    void what_once_a_limit_and_turns_decide_is_said_in_words() {
        ledger().write(
                        "demo",
                        PlannedWork.of(
                                List.of(once("first", NOON, null), limited("b", 0, NOON), limited("c", 0, NOON))));
        ledger().write("demo", work(event("a"), once("a", NOON, null), limited("a", 1, NOON)));
        assertThat(only().remarks())
                .extracting(Remark::rule, Remark::words)
                .containsExactly(
                        tuple("call", "ignores it, since it has fired before: once for leads/501"),
                        tuple(
                                "call",
                                "ignores it, since its limit of 2 events of leads/501 in the hour from " + NOON
                                        + " is reached"));
        clock().pass(Duration.ofSeconds(1));
        ledger().write("demo", work(event("turn"), rotating("turn")));
        assertThat(journal().entries("demo", List.of("turn")).values())
                .flatExtracting(JournalEntry::remarks)
                .extracting(Remark::words)
                .containsExactly("user 101 is next in turn");
    }

    @Test
    void what_waits_is_in_the_journal_until_it_is_dropped_for_a_reason() {
        var start = start("a", 0);
        ledger().write("demo", asking(start).heard(List.of(heard(start.cause()))));
        assertThat(only().remarks()).containsExactly(new Remark(RULE, NOON, "waits for leads/501", NOON.plus(AFTER)));
        assertThat(journal().waits("demo", Set.of(RULE, "other"), LEAD)).isEqualTo(waits(start));
        assertThat(journal().waits("demo", Set.of("other"), LEAD)).isEmpty();
        clock().pass(Duration.ofMinutes(11));
        var dropped = WaitEnd.dropped(waits(start).getFirst()).because("the lead is lost");
        ledger().write("demo", ending(dropped));
        assertThat(only().remarks())
                .last()
                .isEqualTo(new Remark(RULE, at(660), "does not fire: the lead is lost. It waited", NOON.plus(AFTER)));
        assertThat(journal().waits("demo", Set.of(RULE), LEAD)).isEmpty();
    }

    @Test
    void what_fires_is_added_to_the_entry_of_its_event() {
        var start = start("a", 0);
        ledger().write("demo", asking(start).heard(List.of(heard(start.cause()))));
        clock().pass(Duration.ofMinutes(10));
        ledger().write("demo", ending(WaitEnd.fired(waits(start).getFirst(), draft("a"))));
        assertThat(only().commands()).containsExactly(new Planned(command("a"), at(600), null));
        assertThat(only().book()).isEqualTo(BOOK.digest());
        assertThat(only().remarks()).hasSize(2);
    }

    @Test
    void several_waits_of_an_event_end_together() {
        var ladder = WaitSamples.ladder("a", 0, 3);
        ledger().write("demo", asking(ladder).heard(List.of(heard(ladder.cause()))));
        clock().pass(Duration.ofHours(1));
        var ends = waits(ladder).stream()
                .map(wait -> WaitEnd.dropped(wait).because("the lead is lost"))
                .toArray(WaitEnd[]::new);
        ledger().write("demo", ending(ends));
        assertThat(only().remarks())
                .filteredOn(remark -> remark.words().startsWith("does not fire"))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_date_that_is_reached_is_found_by_what_has_it_whether_its_rule_fires_or_not(boolean firesFirst) {
        ledger().write("demo", asking(follow("w1", 0, 2, Map.of("monday", 600L))));
        assertThat(journal().about("demo", LEAD, 10).entries()).isEmpty();
        clock().pass(Duration.ofMinutes(10));
        var waits = due(600);
        var reached = heard(waits.getFirst().event());
        var fired = WaitEnd.fired(waits.getFirst(), draft("monday"));
        var dropped = WaitEnd.dropped(waits.getLast()).because("the lead is lost");
        for (var end : firesFirst ? List.of(fired, dropped) : List.of(dropped, fired)) {
            ledger().write("demo", ending(end).heard(List.of(reached)));
            assertThat(only().book()).isEqualTo(BOOK.digest());
        }
        assertThat(only().commands()).containsExactly(new Planned(command("monday"), at(600), null));
        assertThat(only().remarks())
                .containsExactlyInAnyOrder(
                        new Remark(RULE, at(600), "is asked again, now that its time has come. It waited", at(600)),
                        new Remark(RULE, at(600), "does not fire: the lead is lost. It waited", at(600)));
        assertThat(keys(day(null))).containsExactly("monday");
        assertThat(due(10_000)).isEmpty();
    }

    @Test
    void a_date_that_is_reached_again_is_kept_as_it_was_seen_last_with_all_that_followed() {
        for (long seconds : List.of(600L, 900L, 1200L)) {
            ledger().write("demo", asking(follow("w" + seconds, seconds, Map.of("monday", seconds))));
            clock().pass(Duration.ofSeconds(seconds).minus(Duration.between(NOON, clock().instant())));
            var wait = due(seconds).getFirst();
            var end = seconds == 1200
                    ? WaitEnd.fired(wait, draft("monday"))
                    : WaitEnd.dropped(wait).because("it is empty");
            ledger().write("demo", ending(end).heard(List.of(heard(wait.event()))));
        }
        assertThat(only().event().time()).isEqualTo(at(1200));
        assertThat(only().storedAt()).isEqualTo(at(1200));
        assertThat(only().commands()).hasSize(1);
        assertThat(only().remarks()).extracting(Remark::until).containsExactly(at(600), at(900), at(1200));
    }

    @Test
    void the_event_that_stops_a_wait_says_so() {
        ledger().write("demo", asking(start("a", 0)));
        var stop = stop("b", 60, LEAD);
        ledger().write("demo", asking(stop).heard(List.of(heard(WaitSamples.event("b", 60)))));
        assertThat(only().remarks()).extracting(Remark::words).containsExactly("waits no more for leads/501");
    }

    @Test
    void a_repeat_is_noted_beside_the_entry() {
        ledger().write("demo", work(event("a")));
        var note = JournalNote.of(event("a"), at(30), "repeat of an event, ignored");
        ledger().write("demo", PlannedWork.of(List.of()).notes(List.of(note, note)));
        assertThat(journal().about("demo", LEAD, 10).notes()).containsExactly(note);
        assertThat(day(null).notes()).containsExactly(note);
        assertThat(only().event().key()).isEqualTo("a");
    }

    @Test
    void the_last_events_of_a_thing_and_a_day_are_read_in_the_order_of_time() {
        var events = new ArrayList<String>();
        for (int i = 0; i < 70; i++) {
            int seconds = i * 11 % 70;
            ledger().write("demo", work(WaitSamples.event("e" + seconds, seconds)));
            events.add("e" + i);
        }
        assertThat(keys(journal().about("demo", LEAD, 10))).isEqualTo(events.subList(60, 70));
        var read = new ArrayList<String>();
        var page = day(null);
        read.addAll(keys(page));
        while (page.next() != null) {
            page = day(page.next());
            read.addAll(keys(page));
        }
        assertThat(read).isEqualTo(events);
        assertThat(keys(journal().between("demo", at(3), null, at(6), 100))).containsExactly("e3", "e4", "e5");
    }

    @Test
    void a_night_is_read_across_midnight() {
        ledger().write("demo", work(WaitSamples.event("evening", 12 * 3600 - 1)));
        ledger().write("demo", work(WaitSamples.event("morning", 12 * 3600)));
        assertThat(keys(journal().between("demo", NOON, null, NOON.plus(Duration.ofDays(1)), 100)))
                .containsExactly("evening", "morning");
    }

    @Test
    void an_entry_is_not_shown_after_its_time() {
        ledger().write("demo", work(event("a"), draft("a")));
        ledger().write("demo", PlannedWork.of(List.of()).notes(List.of(JournalNote.of(event("a"), NOON, "repeat"))));
        clock().pass(Ledger.JOURNAL_TIME.minusSeconds(1));
        assertThat(journal().entries("demo", List.of("a"))).hasSize(1);
        clock().pass(Duration.ofSeconds(2));
        assertThat(journal().about("demo", LEAD, 10)).isEqualTo(new Journal.Page(List.of(), List.of(), null));
        assertThat(day(null)).isEqualTo(new Journal.Page(List.of(), List.of(), null));
        assertThat(journal().entries("demo", List.of("a"))).isEmpty();
    }

    @Test
    void the_text_of_a_book_is_kept() {
        assertThat(journal().book("demo", BOOK.digest())).isEmpty();
        var own = ledger().own("demo");
        own.announce(BOOK, List.of(heard(event("a"))));
        own.write(work(event("a"), draft("a")), AccountLedger.SendSelection.NONE);
        assertThat(journal().book("demo", BOOK.digest())).contains(BOOK);
        assertThat(journal().book("other", BOOK.digest())).isEmpty();
    }

    @Test
    void an_entity_is_forgotten_with_all_that_names_it() {
        var ofContact = event("of lead and contact").knowing("contact", Map.of("id", 9L, "name", "Anna"));
        var lead = start("waits", 0);
        ledger().write("demo", work(ofContact));
        ledger().write("demo", work(event("other")));
        ledger().write("demo", PlannedWork.of(List.of()).notes(List.of(JournalNote.of(ofContact, NOON, "repeat"))));
        ledger().write("demo", asking(lead).heard(List.of(heard(lead.cause()))));
        ledger().write("demo", LedgerSamples.deferred(event("deferred")));
        ledger().own("demo").forget(EventSubject.of("contacts/9"));
        assertThat(keys(journal().about("demo", LEAD, 10))).containsExactlyInAnyOrder("other", "waits");
        assertThat(keys(day(null))).containsExactlyInAnyOrder("other", "waits");
        assertThat(day(null).notes()).isEmpty();
        assertThat(journal().entries("demo", List.of("of lead and contact"))).isEmpty();
        assertThat(journal().waits("demo", Set.of(RULE), LEAD)).hasSize(1);
        ledger().own("demo").forget(LEAD);
        assertThat(journal().about("demo", LEAD, 10).entries()).isEmpty();
        assertThat(day(null).entries()).isEmpty();
        assertThat(journal().waits("demo", Set.of(RULE), LEAD)).isEmpty();
        assertThat(ledger().dueWaits("demo", at(100_000), 10)).isEmpty();
        assertThat(ledger().state("demo").deferredEvents()).isEmpty();
        assertThat(ledger().heardEvents("demo", Set.of("of lead and contact", "other")))
                .hasSize(2);
    }

    @Test
    void pending_commands_about_a_forgotten_entity_are_dropped() {
        var task = new NewTask(TaskType.FOLLOW_UP, "Call Anna", NOON, null, LedgerSamples.LEAD, null, null);
        var about = new TaskCommand.Create(new TaskCommand.Origin("a", "call", 0), task, null);
        ledger().write("demo", PlannedWork.of(List.of(DraftCommand.of(about), draft("b"))));
        ledger().own("demo").forget(LEAD);
        assertThat(ledger().state("demo").pendingCommands())
                .extracting(pending -> pending.command().key())
                .containsExactly(command("b").key());
    }

    @Test
    void what_is_known_of_the_webhook_is_kept() {
        assertThat(ledger().webhookFindings("demo")).isEqualTo(new Ledger.WebhookFindings(null, null));
        var check = new Ledger.WebhookCheck(NOON, "the CRM reported all", Set.of("add_lead"));
        var own = ledger().own("demo");
        own.recordWebhookOutage(new Ledger.WebhookOutage(NOON.minusSeconds(900), null));
        own.recordWebhookCheck(check);
        own.heardWebhook(at(5));
        own.release(Map.of());
        assertThat(ledger().webhookFindings("demo")).isEqualTo(new Ledger.WebhookFindings(check, at(5)));
        ledger().own("demo").release(Map.of());
        assertThat(ledger().webhookFindings("demo").lastWebhook()).isEqualTo(at(5));
        assertThat(ledger().state("demo").webhookOutage())
                .isEqualTo(new Ledger.WebhookOutage(NOON.minusSeconds(900), null));
    }

    private Journal.Page day(@Nullable String after) {
        var midnight = Instant.parse("2026-11-21T00:00:00Z");
        return journal().between("demo", midnight, after, midnight.plus(Duration.ofDays(1)), 25);
    }

    private static List<String> keys(Journal.Page page) {
        return page.entries().stream().map(entry -> entry.event().key()).toList();
    }
}
