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
    void a_webhook_is_as_it_should_be_if_it_is_on_and_reports_all_that_is_needed_and_no_more(
            String before, boolean disabled, State state, boolean toDo) {
        var comparison = new SubscriptionDiff(ADDRESS, List.of(webhook(before, disabled)), NEEDS);
        assertThat(comparison.state()).isEqualTo(state);
        assertThat(comparison.isToDo()).isEqualTo(toDo);
        assertThat(comparison.stillToDo().isPresent()).isEqualTo(toDo);
    }

    @Test
    void without_anything_to_subscribe_to_nothing_is_to_do() {
        var manualSetup = RequiredWebhooks.of(Set.of(EventKind.INCOMING_LEAD_ADDED));
        var comparison = new SubscriptionDiff(ADDRESS, List.of(), manualSetup);
        assertThat(comparison.state()).isEqualTo(State.NEW);
        assertThat(comparison.isToDo()).isFalse();
        assertThat(comparison.stillToDo())
                .contains("Nothing was done: no rule listens to what the API can subscribe to");
        assertThat(comparison.subscription(false, List.of()).manualSetup().values())
                .containsExactly(List.of("incoming-lead.added"));
    }

    @Test
    void reports_what_the_crm_has_made_otherwise() {
        var comparison = new SubscriptionDiff(ADDRESS, List.of(), NEEDS);
        assertThat(comparison.advice(webhook("add_lead status_lead", false))).isEmpty();
        assertThat(comparison.advice(webhook("add_lead add_task", true)))
                .satisfiesExactly(
                        left -> assertThat(left).startsWith("The CRM left out [status_lead]: tick that"),
                        kept -> assertThat(kept).startsWith("The CRM kept [add_task]"),
                        off -> assertThat(off).startsWith("The CRM has it switched off still: open it"));
    }

    private static Webhook webhook(String keys, boolean disabled) {
        return new Webhook(7, ADDRESS, new TreeSet<>(List.of(keys.split(" "))), disabled);
    }
}
