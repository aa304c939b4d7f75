package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;
import static dev.followup.ledger.WaitSamples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.ledger.Ledger.TaskTrace;
import dev.followup.ledger.Ledger.WebhookOutage;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
