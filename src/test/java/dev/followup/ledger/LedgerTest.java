package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.LedgerSamples.command;
import static dev.followup.ledger.WaitSamples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.ledger.Ledger.WebhookOutage;
import dev.followup.task.Outcome;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of what the ledger returns.
class LedgerTest {

    @Test
    void a_webhook_is_off_until_a_check_sees_it_again() {
        assertThat(new WebhookOutage(NOON, null).lasts()).isTrue();
        assertThat(new WebhookOutage(NOON, at(900)).lasts()).isFalse();
    }

    @Test
    void a_trace_says_which_rules_changed_the_task_and_when() {
        var changes = Map.of(NOON, Set.of("call", "remind"), at(60), Set.<String>of());
        assertThat(new TaskTrace(null, changes, null).changes()).isEqualTo(changes);
    }

    @ParameterizedTest
    @MethodSource
    void a_command_that_has_ended_is_not_sent_again(Outcome ended) {
        var pending = new PendingCommand(command("a"), NOON, null);
        assertThatThrownBy(() -> pending.after(ended))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the command is not pending any more: " + ended);
    }

    static Stream<Outcome> a_command_that_has_ended_is_not_sent_again() {
        return Stream.of(
                Outcome.Done.added(7), new Outcome.Skipped("is done already"), new Outcome.Refused("no such lead"));
    }
}
