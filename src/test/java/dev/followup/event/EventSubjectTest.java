package dev.followup.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSubjectTest {

    private static final EntityRef LEAD = new EntityRef(EntityRef.Type.LEADS, 501);

    @Test
    void an_event_is_about_its_task_its_talk_or_its_entity() {
        assertThat(subject(EventKind.LEAD_ADDED, LEAD, Map.of())).isEqualTo("leads/501");
        assertThat(subject(EventKind.TASK_ADDED, LEAD, Map.of("task", Map.of("id", 9001L))))
                .isEqualTo("tasks/9001");
        assertThat(subject(EventKind.TALK_ADDED, LEAD, Map.of("talk", Map.of("talk_id", "77"))))
                .isEqualTo("talks/77");
        assertThat(subject(EventKind.LIST_ELEMENT_ADDED, null, Map.of("list-element", Map.of("id", 8L))))
                .isEqualTo("list-elements/8");
        assertThat(subject(EventKind.TASK_ADDED, LEAD, Map.of())).isEqualTo("none");
    }

    @Test
    void a_message_is_about_its_talk_else_its_contact_else_its_entity() {
        var contact = Map.of("contact_id", 601L);
        assertThat(subject(
                        EventKind.MESSAGE_RECEIVED,
                        LEAD,
                        Map.of("message", Map.of("talk_id", 77L, "contact_id", 601L))))
                .isEqualTo("talks/77");
        assertThat(subject(EventKind.MESSAGE_RECEIVED, LEAD, Map.of("message", contact)))
                .isEqualTo("contacts/601");
        assertThat(subject(
                        EventKind.MESSAGE_RECEIVED, LEAD, Map.of("message", Map.of("talk_id", 0L, "contact_id", " "))))
                .isEqualTo("leads/501");
    }

    @Test
    void an_incoming_lead_is_about_its_lead_else_itself() {
        var facts = Map.<String, Object>of("incoming-lead", Map.of("uid", "ab12"));
        assertThat(subject(EventKind.INCOMING_LEAD_ADDED, LEAD, facts)).isEqualTo("leads/501");
        assertThat(subject(EventKind.INCOMING_LEAD_ADDED, null, facts)).isEqualTo("incoming-leads/ab12");
    }

    @Test
    void an_event_names_its_subject_what_that_hangs_on_and_the_people_who_talk() {
        assertThat(EventSubject.named(event(EventKind.TASK_ADDED, LEAD, Map.of("task", Map.of("id", 9001L)))))
                .extracting(EventSubject::toString)
                .containsExactly("tasks/9001", "leads/501");
        assertThat(EventSubject.named(
                        event(EventKind.TALK_ADDED, LEAD, Map.of("talk", Map.of("talk_id", 77L, "contact_id", 601L)))))
                .extracting(EventSubject::toString)
                .containsExactly("talks/77", "leads/501", "contacts/601");
    }

    @Test
    void what_an_event_names_is_linked_as_its_facts_show() {
        var facts = Map.<String, Object>of(
                "lead", Map.of("id", 501L, "contact_id", 601L, "company_id", 701L),
                "contact", Map.of("id", 601L, "linked_company_id", 702L),
                "customer", Map.of("id", 801L));
        assertThat(EventSubject.namedOrLinked(event(EventKind.LEAD_ADDED, LEAD, facts)))
                .extracting(EventSubject::toString)
                .containsExactlyInAnyOrder(
                        "leads/501", "contacts/601", "companies/701", "companies/702", "customers/801");
    }

    @ParameterizedTest
    @CsvSource({
        "lead.added, lead.status-changed, true",
        "lead.added, task.added, true",
        "contact.updated, lead.added, true",
        "company.updated, lead.added, true",
        "company.updated, contact.added, true",
        "lead.added, contact.added, false",
        "contact.added, company.added, false",
        "task.completed, task.added, true",
        "task.completed, lead.added, true",
        "task.completed, talk.added, true",
        "message.sent, message.received, true",
        "message.sent, lead.added, true",
        "message.sent, list-element.added, false",
        "list-element.added, list-element.updated, true",
        "incoming-lead.accepted, incoming-lead.added, true",
        "incoming-lead.accepted, contact.added, false",
        "schedule.tick, lead.added, false",
    })
    void a_kind_may_name_what_another_one_is_about(String kind, String other, boolean may) {
        assertThat(EventSubject.mayName(
                        EventKind.of(kind).orElseThrow(), EventKind.of(other).orElseThrow()))
                .isEqualTo(may);
    }

    @Test
    void a_subject_is_read_from_its_text() {
        assertThat(EventSubject.of("incoming-leads/a/b")).isEqualTo(new EventSubject("incoming-leads", "a/b"));
        assertThat(EventSubject.of("tasks/9001").isTask()).isTrue();
        assertThat(EventSubject.of("leads/501").isTask()).isFalse();
    }

    private static String subject(EventKind kind, @Nullable EntityRef entity, Map<String, ?> facts) {
        return EventSubject.of(event(kind, entity, facts))
                .map(EventSubject::toString)
                .orElse("none");
    }

    private static CrmEvent event(EventKind kind, @Nullable EntityRef entity, Map<String, ?> facts) {
        return new CrmEvent(kind, "demo", entity, Instant.EPOCH, new Facts(Map.copyOf(facts)), "key");
    }
}
