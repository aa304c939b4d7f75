package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.event;
import static dev.followup.ledger.WaitSamples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.ledger.JournalEntry.Remark;
import org.junit.jupiter.api.Test;

class HeardEventTest {

    private static final String TOO_LARGE =
            "nothing is planned: the event, or the text of a task for it, is too large for the ledger. Its message is"
                    + " in the dead letters";

    @Test
    void only_a_date_that_was_reached_may_be_heard_of_more_than_once() {
        var added = event("a");
        var reached = new CrmEvent(EventKind.LEAD_DATE_REACHED, "demo", added.entity(), NOON, added.facts(), "monday");
        assertThat(heard(reached).isOfDate()).isTrue();
        assertThat(heard(added).isOfDate()).isFalse();
    }

    @Test
    void of_an_event_that_the_journal_does_not_keep_it_is_not_known_whether_it_is_a_date() {
        assertThat(HeardEvent.of(event("a"), NOON).isOfDate()).isFalse();
    }

    @Test
    void an_event_that_could_not_be_planned_keeps_its_times_and_its_entry() {
        var heard = heard(event("a"));
        assertThat(heard.isPlanned()).isTrue();
        assertThat(heard.unplanned())
                .isEqualTo(new HeardEvent("a", NOON, NOON, heard.coarseKey(), heard.entry(), false));
    }

    @Test
    void the_journal_says_that_an_event_was_too_large() {
        var heard = heard(event("a"));
        var entry = JournalEntry.of(event("a"), NOON, false, null).with(new Remark(null, at(5), TOO_LARGE, null));
        assertThat(heard.tooLarge(at(5))).isEqualTo(new HeardEvent("a", NOON, NOON, heard.coarseKey(), entry, false));
    }

    @Test
    void an_event_that_was_too_large_and_is_not_in_the_journal_is_not_planned_either() {
        var heard = HeardEvent.of(event("a"), NOON);
        assertThat(heard.tooLarge(at(5))).isEqualTo(heard.unplanned());
    }

    private static HeardEvent heard(CrmEvent event) {
        return HeardEvent.of(event, NOON).journalled(JournalEntry.of(event, NOON, false, null));
    }
}
