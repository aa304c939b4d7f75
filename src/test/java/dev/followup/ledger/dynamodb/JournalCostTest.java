package dev.followup.ledger.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.TestClock;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.BookText;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerSamples;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.WaitSamples;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import dev.followup.task.Outcome;
import dev.followup.task.WaitEnd;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests of what the journal costs at the table, with the events of all sample webhooks.
class JournalCostTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final int KILOBYTE = 1024;
    private static final BookText BOOK = new BookText("0123456789abcdef", "rules.yaml", "rules: []", "");

    private final TestClock clock = new TestClock(NOON);
    private final RuleBook book = RuleBookReader.read("rules.yaml", text("src/test/resources/sandbox/rules.yaml"));

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<CrmEvent> events() throws IOException {
        try (var samples = Files.walk(Path.of("src/test/resources"))) {
            return samples.filter(file -> file.getFileName().toString().equals("webhook.form"))
                    .sorted()
                    .map(file -> new WebhookReader()
                            .read("demo", text(file.toString()).replace("\n", ""), NOON))
                    .flatMap(content ->
                            content instanceof WebhookContent.Events read ? read.events().stream() : Stream.empty())
                    .toList();
        }
    }

    @Test
    void costs_an_event_at_most_four_write_units_and_two_in_the_median() throws IOException {
        var costs = new ArrayList<Integer>();
        var withoutCommands = new ArrayList<Integer>();
        for (var event : events()) {
            int size = JournalJson.write(JournalEntry.of(event, NOON, false, BOOK.digest())).length;
            if (size <= KILOBYTE) {
                int all = units(event, Ledger.JOURNAL_TIME);
                costs.add(all - units(event, Duration.ZERO));
                if (!book.plan(event).isAnswer()) {
                    withoutCommands.add(all);
                }
            }
        }
        costs.sort(null);
        withoutCommands.sort(null);
        assertThat(costs).hasSizeGreaterThan(50);
        assertThat(costs).allMatch(cost -> cost <= 4);
        assertThat(costs.get(costs.size() / 2)).as("median").isLessThanOrEqualTo(2);
        assertThat(withoutCommands.get(withoutCommands.size() / 2))
                .as("median of events that no rule answers, with their records")
                .isLessThanOrEqualTo(4);
    }

    @Test
    void costs_a_date_that_is_reached_twenty_write_units_if_its_rule_fires_and_ten_if_not() {
        assertThat(unitsOfDate(true)).as("its rule fires").isEqualTo(20);
        assertThat(unitsOfDate(false)).as("its rule does not").isEqualTo(10);
    }

    /// The write units of a date that is reached, to the end of its command.
    private int unitsOfDate(boolean fires) {
        var table = TableTrips.Backend.MODEL.create();
        var own = table.ledger(clock, Ledger.JOURNAL_TIME)
                .acquire("demo", "test", Duration.ofHours(1))
                .orElseThrow();
        own.state();
        own.announce(BOOK, List.of()); // once a day
        own.write(WaitSamples.asking(WaitSamples.follow("w", 0, Map.of("date", 0L))), SendSelection.NONE);
        table.takenWriteUnits();
        var wait = own.dueWaits(NOON, 1).getFirst();
        var reached =
                HeardEvent.of(wait.event(), NOON).journalled(JournalEntry.of(wait.event(), NOON, false, BOOK.digest()));
        own.announce(BOOK, List.of(reached));
        var end = fires
                ? WaitEnd.fired(wait, LedgerSamples.draft("date"))
                : WaitEnd.dropped(wait).because("it is empty");
        var written = own.write(WaitSamples.ending(end).heard(List.of(reached)), SendSelection.NONE);
        written.added()
                .forEach(added -> own.recordOutcomes(Map.of(added.command().key(), Outcome.Done.added(9001))));
        return table.takenWriteUnits();
    }

    /// The write units of an event, from its decision to the ends of its commands.
    private int units(CrmEvent event, Duration journalTime) {
        var table = TableTrips.Backend.MODEL.create();
        var ledger = table.ledger(clock, journalTime);
        var own = ledger.acquire("demo", "test", Duration.ofHours(1)).orElseThrow();
        own.state();
        own.announce(BOOK, List.of()); // once a day
        own.write(PlannedWork.of(List.of()), SendSelection.NONE);
        table.takenWriteUnits();
        var plan = book.plan(event);
        var heard = HeardEvent.of(event, NOON).journalled(JournalEntry.of(event, NOON, false, BOOK.digest()));
        if (plan.isAnswer()) {
            own.announce(BOOK, List.of(heard));
        }
        var written = own.write(
                PlannedWork.of(plan.drafts()).heard(List.of(heard)).waits(plan.waits(), List.of()), SendSelection.NONE);
        var outcomes = new HashMap<String, Outcome>();
        written.added()
                .forEach(added -> outcomes.put(added.command().key(), Outcome.Done.added(9001L + outcomes.size())));
        if (!outcomes.isEmpty()) {
            own.recordOutcomes(Map.copyOf(outcomes));
        }
        return table.takenWriteUnits();
    }
}
