package dev.followup.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.task.TaskCommand.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant DUE = NOON.plus(Duration.ofMinutes(30));
    private static final EventSubject LEAD = EventSubject.of("leads/501");
    private static final EventSubject OTHER = EventSubject.of("leads/502");
    private static final EventSubject CONTACT = EventSubject.of("contacts/601");
    private static final EventSubject TALK = EventSubject.of("talks/77");

    private static final Wait WAIT = new Wait(
            new Origin("demo:lead.added:501:1", "call", 0),
            leadAdded(501, NOON),
            NOON,
            LEAD,
            Set.of(LEAD, CONTACT),
            DUE);

    @Test
    void is_stopped_by_what_names_its_subject_since_its_event() {
        assertThat(WAIT.isStoppedBy(LEAD, Set.of(LEAD), NOON)).isTrue();
        assertThat(WAIT.isStoppedBy(LEAD, Set.of(LEAD), NOON.minusSeconds(1))).isFalse();
        assertThat(WAIT.isStoppedBy(OTHER, Set.of(OTHER, LEAD), NOON)).isTrue();
        assertThat(WAIT.isStoppedBy(OTHER, Set.of(OTHER), NOON)).isFalse();
    }

    @Test
    void is_stopped_by_a_thing_of_another_type_that_names_what_a_stop_may_name() {
        assertThat(WAIT.isStoppedBy(TALK, Set.of(TALK, CONTACT), NOON)).isTrue();
        assertThat(WAIT.isStoppedBy(TALK, Set.of(TALK), NOON)).isFalse();
        assertThat(WAIT.isStoppedBy(OTHER, Set.of(OTHER, CONTACT), NOON)).isFalse();
    }

    @Test
    void is_overlapped_by_an_event_of_its_subject_while_it_waits() {
        assertThat(WAIT.isOverlappedBy(leadAdded(501, NOON))).isTrue();
        assertThat(WAIT.isOverlappedBy(leadAdded(501, DUE.minusSeconds(1)))).isTrue();
        assertThat(WAIT.isOverlappedBy(leadAdded(501, DUE))).isFalse();
        assertThat(WAIT.isOverlappedBy(leadAdded(501, NOON.minusSeconds(1)))).isFalse();
        assertThat(WAIT.isOverlappedBy(leadAdded(502, NOON))).isFalse();
    }

    @Test
    void a_marker_changes_if_something_waits_on() {
        assertThat(WaitEnd.dropped(WAIT).changesMarker()).isFalse();
        assertThat(WaitEnd.dropped(WAIT).isDropped()).isTrue();
        assertThat(WaitEnd.postponed(WAIT, DUE).changesMarker()).isTrue();
        assertThat(WaitEnd.postponed(WAIT, DUE).isDropped()).isFalse();
        assertThat(WAIT.waitsForDate()).isFalse();
    }

    private static CrmEvent leadAdded(long lead, Instant at) {
        return new CrmEvent(
                EventKind.LEAD_ADDED,
                "demo",
                new EntityRef(EntityRef.Type.LEADS, lead),
                at,
                new Facts(Map.of("lead", Map.of("id", lead))),
                "key");
    }
}
