package dev.followup.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.EventKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every kind of event has keys, manual setup, or is scheduled.
class RequiredWebhooksTest {

    /// The keys of the CRM's documentation, "API of webhooks", and those of messages, which are in several
    /// clients; read 2026-11-22. All of them but the review of chat templates, which no rule can listen to.
    private static final Set<String> KEYS = Set.of("""
            add_lead update_lead delete_lead restore_lead status_lead responsible_lead note_lead
            add_contact update_contact delete_contact restore_contact responsible_contact note_contact
            add_company update_company delete_company restore_company responsible_company note_company
            add_customer update_customer delete_customer responsible_customer note_customer
            add_task update_task delete_task responsible_task
            add_talk update_talk
            add_message add_outgoing_message""".split("\\s+"));

    @Test
    void the_kinds_need_exactly_the_keys_of_the_api() {
        assertThat(RequiredWebhooks.of(EnumSet.allOf(EventKind.class)).keys())
                .containsExactlyInAnyOrderElementsOf(KEYS);
    }

    @ParameterizedTest
    @EnumSource
    void each_kind_has_keys_or_manual_setup_or_is_scheduled(EventKind kind) {
        var needs = RequiredWebhooks.of(Set.of(kind));
        assertThat(needs.keys().isEmpty())
                .isEqualTo(kind.isScheduled() || needs.manualSetup().containsKey(kind));
        assertThat(needs.manualSetup().containsKey(kind) && kind.isScheduled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lead.added            | add_lead
            lead.status-changed   | status_lead
            lead.owner-changed    | responsible_lead
            lead.note-added       | note_lead
            contact.updated       | update_contact
            contact.owner-changed | responsible_contact
            company.restored      | restore_company
            customer.deleted      | delete_customer
            task.updated          | update_task
            task.completed        | add_task update_task
            task.owner-changed    | responsible_task
            message.received      | add_message
            message.sent          | add_outgoing_message
            talk.added            | add_talk
            """)
    void a_kind_needs_only_the_keys_that_report_it(String word, String keys) {
        assertThat(RequiredWebhooks.of(Set.of(EventKind.of(word).orElseThrow())).keys())
                .containsExactly(keys.split(" "));
    }

    @Test
    void kinds_without_a_documented_key_are_set_up_manually() {
        var manualSetup = RequiredWebhooks.of(EnumSet.allOf(EventKind.class)).manualSetup();
        assertThat(manualSetup.keySet())
                .extracting(EventKind::word)
                .containsExactly(
                        "lead.mail-in",
                        "lead.call-in",
                        "lead.chat",
                        "lead.site-visit",
                        "incoming-lead.added",
                        "incoming-lead.updated",
                        "incoming-lead.accepted",
                        "incoming-lead.declined",
                        "list-element.added",
                        "list-element.updated",
                        "list-element.deleted");
        assertThat(manualSetup.get(EventKind.LEAD_CHAT)).contains("pipeline");
        assertThat(manualSetup.get(EventKind.INCOMING_LEAD_ADDED)).contains("webhook settings");
    }

    @ParameterizedTest
    @CsvSource({
        "LEAD_ADDED, true",
        "INCOMING_LEAD_ADDED, true",
        "LIST_ELEMENT_ADDED, true",
        "LEAD_CALL_IN, false",
        "SCHEDULE_TICK, false"
    })
    void scheduled_and_pipeline_events_need_no_webhook_of_the_account(EventKind kind, boolean needed) {
        assertThat(RequiredWebhooks.of(Set.of(kind)).needWebhook()).isEqualTo(needed);
    }

    @Test
    void keeps_what_a_person_has_set_up_and_drops_what_no_rule_needs() {
        var needs = RequiredWebhooks.of(Set.of(EventKind.LEAD_ADDED));
        var before = new TreeSet<>(Arrays.asList("add_unsorted", "catalog_77_add", "status_lead"));
        assertThat(needs.wanted(before)).containsExactly("add_lead", "add_unsorted", "catalog_77_add");
    }
}
