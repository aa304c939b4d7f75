package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.LedgerSamples.event;
import static dev.followup.ledger.WaitSamples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.event.Facts;
import dev.followup.ledger.JournalEntry.End;
import dev.followup.ledger.JournalEntry.Planned;
import dev.followup.ledger.JournalEntry.Remark;
import dev.followup.task.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JournalEntryTest {

    private static final JournalEntry ENTRY = JournalEntry.of(event("a"), NOON, false, "digest");
    private static final Planned FIRST = new Planned(command("a", 0), NOON, null);
    private static final Planned SECOND = new Planned(command("a", 1), at(60), null);
    private static final Remark WAITS = new Remark("call", NOON, "waits for leads/501", at(600));

    @Test
    void an_entry_from_which_nothing_followed_has_no_ends_to_look_for() {
        assertThat(ENTRY.mayHaveEnds()).isFalse();
        assertThat(ENTRY.with(List.of(FIRST), List.of()).mayHaveEnds()).isTrue();
        assertThat(ENTRY.with(WAITS).mayHaveEnds()).isTrue();
    }

    @Test
    void commands_that_follow_later_are_added_to_those_before() {
        var entry = ENTRY.with(List.of(FIRST), List.of()).with(List.of(SECOND), List.of());
        assertThat(entry.commands()).containsExactly(FIRST, SECOND);
    }

    @Test
    void a_command_that_is_planned_again_is_kept_as_it_was() {
        var again = new Planned(command("a", 0), at(60), null);
        var entry = ENTRY.with(List.of(FIRST), List.of()).with(List.of(again, SECOND), List.of());
        assertThat(entry.commands()).containsExactly(FIRST, SECOND);
    }

    @Test
    void a_remark_is_added_once() {
        assertThat(ENTRY.with(WAITS)).isEqualTo(ENTRY.with(List.of(), List.of(WAITS)));
        assertThat(ENTRY.with(WAITS).with(WAITS).remarks()).containsExactly(WAITS);
    }

    @Test
    void an_entry_without_some_of_its_facts_says_so_and_keeps_what_followed() {
        var whole = ENTRY.with(List.of(FIRST), List.of(WAITS));
        var shorter = event("a").with(new Facts(Map.of("lead", Map.of("id", 501L, "name", "An…"))));
        assertThat(whole.cut(shorter))
                .isEqualTo(new JournalEntry(shorter, NOON, false, "digest", true, List.of(FIRST), List.of(WAITS)));
    }

    @ParameterizedTest
    @MethodSource
    void a_command_that_is_still_pending_has_no_end(Outcome pending) {
        assertThatThrownBy(() -> End.of(pending, NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the command is still pending: " + pending);
    }

    static Stream<Outcome> a_command_that_is_still_pending_has_no_end() {
        return Stream.of(
                new Outcome.Reassigned(command("a"), "user 101 is not a valid choice"),
                new Outcome.Deferred("limit"),
                new Outcome.Uncertain("cut", NOON, false),
                new Outcome.Blocked("403"));
    }
}
