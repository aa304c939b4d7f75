package dev.followup.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.crm.webhook.Webhook;
import dev.followup.crm.webhook.WebhookUrl;
import dev.followup.event.EventKind;
import dev.followup.subscription.SubscriptionReport.State;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionDiffTest {

    private static final WebhookUrl ADDRESS = WebhookUrl.of("https://abc.example/v1/hooks/TopSecret123/demo");
    private static final RequiredWebhooks NEEDS =
            RequiredWebhooks.of(Set.of(EventKind.LEAD_ADDED, EventKind.LEAD_STATUS_CHANGED));

    @ParameterizedTest
    @CsvSource({
        "add_lead status_lead,              false, AS_IT_SHOULD_BE, false",
        "add_lead status_lead add_unsorted, false, AS_IT_SHOULD_BE, false",
        "add_lead status_lead,              true,  CHANGED,         true",
        "add_lead,                          false, CHANGED,         true",
        "add_lead status_lead add_task,     false, CHANGED,         true"
    })
    void a_webhook_is_as_it_should_be_if_enabled_with_exactly_the_needed_keys(
            String before, boolean disabled, State state, boolean toDo) {
        var diff = new SubscriptionDiff(ADDRESS, List.of(webhook(before, disabled)), NEEDS);
        assertThat(diff.state()).isEqualTo(state);
        assertThat(diff.needsSubscribing()).isEqualTo(toDo);
        assertThat(diff.remainingAdvice().isPresent()).isEqualTo(toDo);
    }

    @Test
    void needs_no_subscribing_if_no_rule_needs_a_key() {
        var manualSetup = RequiredWebhooks.of(Set.of(EventKind.INCOMING_LEAD_ADDED));
        var diff = new SubscriptionDiff(ADDRESS, List.of(), manualSetup);
        assertThat(diff.state()).isEqualTo(State.NEW);
        assertThat(diff.needsSubscribing()).isFalse();
        assertThat(diff.remainingAdvice())
                .contains("Nothing was changed: no rule listens to an event that the API can subscribe to");
        assertThat(diff.report(false, List.of()).manualSetup().values())
                .containsExactly(List.of("incoming-lead.added"));
    }

    @Test
    void advises_where_the_crm_stored_something_else() {
        var diff = new SubscriptionDiff(ADDRESS, List.of(), NEEDS);
        assertThat(diff.advice(webhook("add_lead status_lead", false))).isEmpty();
        assertThat(diff.advice(webhook("add_lead add_task", true)))
                .satisfiesExactly(
                        left -> assertThat(left).startsWith("The CRM left out [status_lead]: tick them"),
                        kept -> assertThat(kept).startsWith("The CRM kept [add_task]"),
                        off -> assertThat(off).startsWith("The webhook is still disabled: open it"));
    }

    private static Webhook webhook(String keys, boolean disabled) {
        return new Webhook(7, ADDRESS, new TreeSet<>(List.of(keys.split(" "))), disabled);
    }
}
