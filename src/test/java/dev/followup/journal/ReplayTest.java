package dev.followup.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.directory.Directory;
import dev.followup.directory.Directory.User;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.Facts;
import dev.followup.ledger.BookText;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.TestLedger;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.store.BookVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String RULES = """
            rules:
              - name: call
                when: lead.added
                then: [ { create-task: { text: "Call {lead.name}", due: 15m, responsible: 101 } } ]
              - name: plan
                when: lead.added
                if: { lead.price: { numeric: [">=", 50000] } }
                then: [ { create-task: { text: "Plan {lead.name}", due: 24h } } ]
            """;

    private final TestLedger ledger = new TestLedger(new InMemoryLedger(new TestClock(NOON)));
    private final BookVersion then = BookVersion.read("rules.yaml", RULES);

    private Replay replay(String rules) {
        return replay(then, BookVersion.read("rules.yaml", rules));
    }

    private Replay replay(BookVersion then, BookVersion today) {
        var facts = new Facts(Map.of("lead", Map.of("id", 501L, "name", "Roof", "price", 9000L, "created_at", 1L)));
        var event = new CrmEvent(
                EventKind.LEAD_ADDED, "demo", new EntityRef(EntityRef.Type.LEADS, 501), NOON, facts, "demo:a");
        var entry = JournalEntry.of(event, NOON, false, then.digest());
        return Replay.of(ledger.journal(), "demo", entry, today);
    }

    private void keepBook() {
        ledger.own("demo").announce(new BookText(then.digest(), then.name(), then.text(), then.names()), List.of());
    }

    @Test
    void shows_side_by_side_what_another_book_decides_otherwise() {
        keepBook();
        var replay = replay(RULES.replace("50000", "5000").replace("due: 15m", "due: 30m"));
        assertThat(replay.lines()).containsExactly("""
                Replay of demo:a: 2 rules decide otherwise
                  call
                    then  FIRES  the event is lead.added
                                 create-task "Call Roof" on leads/501, due 2026-11-21T12:15:00Z, for user 101
                    now   FIRES  the event is lead.added
                                 create-task "Call Roof" on leads/501, due 2026-11-21T12:30:00Z, for user 101
                  plan
                    then  no     lead.price is 9000, rule wants >= 50000 (rules.yaml:7:23)
                    now   FIRES  the event is lead.added and meets all conditions
                                 create-task "Plan Roof" on leads/501, due 2026-11-22T12:00:00Z""".split("\n"));
    }

    @Test
    void a_rule_that_is_gone_and_did_not_fire_is_no_difference() {
        keepBook();
        assertThat(replay(RULES.substring(0, RULES.indexOf("  - name: plan"))).lines())
                .containsExactly("Replay of demo:a: this book decides as the book of then did");
    }

    @Test
    void reads_the_book_of_then_with_the_names_of_then() {
        var rules = RULES.replace("responsible: 101", "responsible: Vera Lind");
        var names = new Directory(List.of(new User(103, "Vera Lind", "", true)), List.of(), List.of(), List.of());
        var named = BookVersion.read("rules.yaml", rules, names);
        ledger.own("demo").announce(new BookText(named.digest(), named.name(), named.text(), named.names()), List.of());
        var moved = new Directory(List.of(new User(107, "Vera Lind", "", true)), List.of(), List.of(), List.of());

        assertThat(replay(
                                named,
                                BookVersion.read(
                                        "rules.yaml", rules, named.book().directory()))
                        .lines())
                .containsExactly("Replay of demo:a: this book decides as the book of then did");
        assertThat(replay(named, BookVersion.read("rules.yaml", rules, moved)).lines())
                .anyMatch(line -> line.contains("for user 103"))
                .anyMatch(line -> line.contains("for user 107"));
    }

    @Test
    void says_that_the_book_of_then_is_not_kept() {
        assertThat(replay(RULES.replace("50000", "5000")).lines())
                .containsExactly("Replay of demo:a: the book of then is not kept");
    }
}
