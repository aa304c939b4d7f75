package dev.followup.benchmark.journal;

import dev.followup.benchmark.ResultTable;
import dev.followup.benchmark.ResultTable.Measure;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.journal.WhyQuery;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.BookText;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.dynamodb.DynamoDbLedger;
import dev.followup.ledger.dynamodb.LocalTable;
import dev.followup.rule.store.BookVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The journal of an account with 100,000 events of one day, of a thousand leads: the time of the answer about one
/// lead, with the reasons of every rule, and the events a second when the day is read in order. The table is a
/// local DynamoDB in the same JVM. Figures depend on the machine and are reported, not asserted.
class JournalBenchmark {

    private static final int EVENTS = 100_000;
    private static final int LEADS = 1_000;
    private static final int PORTION = 1_000;
    private static final int ROUNDS = 11;
    private static final String RULES = """
            rules:
              - name: big
                when: lead.updated
                if: { lead.price: { numeric: [">=", 500000] } }
                then: [ { create-task: { text: "Plan {lead.name}", due: 1h } } ]
              - name: call
                when: lead.added
                then: [ { create-task: { text: "Call {lead.name}", due: 15m } } ]
            """;

    private final Instant midnight = LocalDate.now(ZoneOffset.UTC).minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    private final BookVersion book = BookVersion.read("rules.yaml", RULES);

    @Test
    void reports_how_long_a_story_and_a_day_take() {
        var local = new LocalTable();
        var ledger = new DynamoDbLedger(local.client(), local.name, Clock.systemUTC());
        fill(ledger);
        var table = new ResultTable("100,000 events");
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            var answer = new WhyQuery(ledger, "demo", book, false)
                    .about(EventSubject.of("leads/" + (501 + round)));
            table.add(Measure.median("story of " + answer.events().size() + " events, ms"), "100,000 events", since(begin));
        }
        for (int round = 0; round < 3; round++) {
            long begin = System.nanoTime();
            int read = 0;
            @Nullable String after = null;
            do {
                var page = ledger.journal()
                        .between("demo", midnight, after, midnight.plus(Duration.ofDays(1)), PORTION);
                read += page.entries().size();
                after = page.next();
            } while (after != null);
            table.add(Measure.median("a day in order, events/s"), "100,000 events", read / since(begin) * 1e3);
        }
        System.out.println(table);
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }

    private void fill(Ledger ledger) {
        var own = ledger.acquire("demo", "benchmark", Duration.ofHours(2)).orElseThrow();
        own.state();
        own.announce(new BookText(book.digest(), book.name(), book.text(), book.names()), List.of());
        for (int from = 0; from < EVENTS; from += PORTION) {
            var heard = new ArrayList<HeardEvent>();
            for (int i = from; i < from + PORTION; i++) {
                var event = event(i);
                heard.add(HeardEvent.of(event, event.time())
                        .journalled(JournalEntry.of(event, event.time(), false, book.digest())));
            }
            own.write(PlannedWork.of(List.of()).heard(heard), SendSelection.NONE);
        }
        own.release(Map.of());
    }

    private CrmEvent event(int number) {
        long lead = 501L + number % LEADS;
        var at = midnight.plusMillis(number * 800L);
        var facts = new Facts(Map.of(
                "event", Map.of("kind", "lead.updated", "author", 101L, "by-robot", false),
                "lead",
                        Map.of(
                                "id", lead,
                                "name", "Anna Petrova, order " + number,
                                "price", 50_000L + number,
                                "status_id", 96210101L,
                                "pipeline_id", 9621010L,
                                "responsible_user_id", 101L,
                                "created_at", 1795300000L,
                                "custom_fields", Map.of("SOURCE", "website", "CITY", "Tver"))));
        return new CrmEvent(
                EventKind.LEAD_UPDATED,
                "demo",
                new EntityRef(EntityRef.Type.LEADS, lead),
                at,
                facts,
                "demo:lead.updated:" + lead + ":" + number);
    }
}
