package dev.followup.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventKindTest {

    @ParameterizedTest
    @CsvSource({
        "lead.added, lead, added, leads, names",
        "company.updated, company, updated, companies, names",
        "task.completed, task, completed, tasks, texts",
        "talk.added, talk, added, talks, names",
        "list-element.added, list-element, added, list-elements, names"
    })
    void a_word_has_a_subject_and_a_verb(String word, String subject, String verb, String plural, String listedBy) {
        var kind = EventKind.of(word).orElseThrow();
        assertThat(kind.subject()).isEqualTo(subject);
        assertThat(kind.verb()).isEqualTo(verb);
        assertThat(kind.plural()).isEqualTo(plural);
        assertThat(kind.texts()).isEqualTo(listedBy);
        assertThat(kind.isOfTask()).isEqualTo(subject.equals("task"));
    }

    @ParameterizedTest
    @CsvSource({
        "lead.added, false, false, false",
        "lead.found, true, true, false",
        "task.date-reached, true, false, true",
        "schedule.tick, true, false, false"
    })
    void the_clock_causes_ticks_what_is_found_and_dates(
            String word, boolean isScheduled, boolean isFound, boolean isDateReached) {
        var kind = EventKind.of(word).orElseThrow();
        assertThat(kind.isScheduled()).isEqualTo(isScheduled);
        assertThat(kind.isFound()).isEqualTo(isFound);
        assertThat(kind.isDateReached()).isEqualTo(isDateReached);
        assertThat(EventKind.reportedByWebhooks().contains(kind)).isNotEqualTo(isScheduled);
    }

    @Test
    void ticks_and_elements_of_lists_have_no_entity() {
        assertThat(EventKind.SCHEDULE_TICK.mayHaveEntity()).isFalse();
        assertThat(EventKind.LIST_ELEMENT_ADDED.mayHaveEntity()).isFalse();
        assertThat(EventKind.TASK_ADDED.mayHaveEntity()).isTrue();
    }

    @Test
    void an_unknown_word_is_no_kind() {
        assertThat(EventKind.of("lead.aded")).isEmpty();
    }
}
