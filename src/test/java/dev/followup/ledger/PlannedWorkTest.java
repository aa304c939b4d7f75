package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.deferred;
import static dev.followup.ledger.LedgerSamples.draft;
import static dev.followup.ledger.LedgerSamples.event;
import static dev.followup.ledger.LedgerSamples.waiting;
import static dev.followup.ledger.WaitSamples.asking;
import static dev.followup.ledger.WaitSamples.at;
import static dev.followup.ledger.WaitSamples.ending;
import static dev.followup.ledger.WaitSamples.start;
import static dev.followup.ledger.WaitSamples.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.JournalEntry.Remark;
import dev.followup.task.DraftCommand;
import dev.followup.task.WaitEnd;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlannedWorkTest {

    private static final PlannedWork NOTHING = PlannedWork.of(List.of());

    @Test
    void work_of_which_every_part_is_empty_has_nothing_to_write() {
        assertThat(NOTHING.isEmpty()).isTrue();
        assertThat(NOTHING.needsLease()).isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void what_adds_commands_or_changes_waits_or_walks_needs_the_lease(PlannedWork work) {
        assertThat(work.needsLease()).isTrue();
        assertThat(work.isEmpty()).isFalse();
    }

    static Stream<PlannedWork> what_adds_commands_or_changes_waits_or_walks_needs_the_lease() {
        return Stream.of(
                PlannedWork.of(List.of(draft("a"))),
                deferred(event("a")),
                asking(start("a", 0)),
                ending(WaitEnd.dropped(waits(start("a", 0)).getFirst())),
                NOTHING.walks(List.of(Walk.begin("idle", NOON))));
    }

    @ParameterizedTest
    @MethodSource
    void what_only_records_something_is_written_without_the_lease(PlannedWork work) {
        assertThat(work.needsLease()).isFalse();
        assertThat(work.isEmpty()).isFalse();
    }

    static Stream<PlannedWork> what_only_records_something_is_written_without_the_lease() {
        return Stream.of(
                LedgerSamples.settled("a"),
                LedgerSamples.completed(9001, NOON),
                LedgerSamples.reopened(9001),
                LedgerSamples.scheduledUntil(NOON),
                LedgerSamples.heard(event("a")),
                NOTHING.notes(List.of(JournalNote.of(event("a"), NOON, "repeat"))));
    }

    @Test
    void of_an_event_that_was_heard_twice_the_first_record_counts() {
        var work = NOTHING.heard(List.of(HeardEvent.of(event("a"), NOON), HeardEvent.of(event("a"), at(5))));
        assertThat(work.heard()).isEqualTo(Map.of("a", HeardEvent.of(event("a"), NOON)));
    }

    @Test
    void an_event_that_is_too_large_loses_its_commands_and_waits_and_the_others_keep_theirs() {
        var drafts = List.of(draft("large"), DraftCommand.of(command("large", 1)), draft("small"));
        var left = new PlannedWork(drafts, List.of(), Set.of("old"), Map.of(9001L, NOON), Set.of(), NOON)
                .waits(List.of(start("small", 0), start("large", 0)), List.of())
                .withoutTooLarge(Set.of("large"), NOON);
        assertThat(left)
                .isEqualTo(new PlannedWork(
                                List.of(draft("small")), List.of(), Set.of("old"), Map.of(9001L, NOON), Set.of(), NOON)
                        .waits(List.of(start("small", 0)), List.of()));
    }

    @Test
    void an_event_that_is_too_large_is_not_deferred_and_its_record_says_why() {
        var left = deferred(event("large"), event("small")).withoutTooLarge(Set.of("large"), at(5));
        assertThat(left.deferred()).containsExactly(waiting(event("small")));
        assertThat(left.heard()).containsOnlyKeys("large");
        assertThat(left.heard().get("large"))
                .isEqualTo(HeardEvent.of(event("large"), NOON)
                        .journalled(JournalEntry.of(event("large"), NOON, false, null))
                        .tooLarge(at(5)));
    }

    @Test
    void only_the_records_of_events_that_are_too_large_say_so() {
        var left = NOTHING.heard(List.of(heard("large"), heard("small"))).withoutTooLarge(Set.of("large"), at(5));
        assertThat(left.heard()).isEqualTo(Map.of("large", heard("large").tooLarge(at(5)), "small", heard("small")));
    }

    @Test
    void an_event_that_is_too_large_and_was_deferred_leaves_one_record() {
        var left = deferred(event("large"))
                .heard(List.of(HeardEvent.of(event("large"), at(3))))
                .withoutTooLarge(Set.of("large"), at(5));
        assertThat(left.heard().values())
                .extracting(HeardEvent::entry)
                .singleElement()
                .satisfies(entry -> assertThat(entry.remarks())
                        .extracting(Remark::at)
                        .as("the one that shows the event's facts")
                        .containsExactly(at(5)));
    }

    private static HeardEvent heard(String event) {
        return HeardEvent.of(event(event), NOON).journalled(JournalEntry.of(event(event), NOON, false, "digest"));
    }
}
