package dev.followup.ledger;

import static dev.followup.ledger.LedgerSamples.NOON;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.Close;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.task.WaitRequest.IfLate;
import dev.followup.task.WaitRequest.Start;
import dev.followup.task.WaitRequest.Step;
import dev.followup.task.WaitRequest.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Requests of the rule `call` for the tests of waits. Seconds count from noon; what waits is asked after ten
/// minutes.
public final class WaitSamples {

    static final String RULE = "call";
    public static final EventSubject LEAD = EventSubject.of("leads/501");
    static final EventSubject CONTACT = EventSubject.of("contacts/9");
    static final EventSubject TASK = EventSubject.of("tasks/1");
    static final Duration AFTER = Duration.ofMinutes(10);

    private WaitSamples() {}

    static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    static CrmEvent event(String key, long seconds) {
        var facts = new Facts(Map.of("lead", Map.of("id", 501L)));
        return new CrmEvent(EventKind.LEAD_ADDED, "demo", LedgerSamples.LEAD, at(seconds), facts, key);
    }

    /// The start of a wait of a lead.
    public static Start start(String event, long seconds) {
        return start(event, seconds, IfAgain.IGNORE, LEAD);
    }

    static Start start(String event, long seconds, IfAgain ifAgain, EventSubject... subjects) {
        var steps = List.of(new Step(0, at(seconds).plus(AFTER)));
        return new Start(event(event, seconds), RULE, NOON, subjects[0], Set.of(subjects), steps, ifAgain, null);
    }

    static Start ladder(String event, long seconds, int steps) {
        var ladder = new ArrayList<Step>();
        for (int i = 0; i < steps; i++) {
            ladder.add(new Step(i, at(seconds).plus(AFTER.multipliedBy(i + 1L))));
        }
        return new Start(event(event, seconds), RULE, NOON, LEAD, Set.of(LEAD), ladder, IfAgain.IGNORE, null);
    }

    /// The stop by an event of the first of these subjects.
    public static Stop stop(String event, long seconds, EventSubject... subjects) {
        return new Stop(event, RULE, subjects[0], Set.of(subjects), at(seconds));
    }

    static Close close(String event, long seconds, EventSubject... subjects) {
        return new Close(event, RULE, 0, subjects[0], Set.of(subjects), at(seconds), "Closed");
    }

    /// The request to wait for dates of a lead; seconds count from noon, and the date of `a` is `demo:a`.
    ///
    /// @param updated when the lead was changed last
    public static Follow follow(String event, long updated, Map<String, Long> dates) {
        return follow(event, updated, 1, dates);
    }

    static Follow follow(String event, long updated, int actions, Map<String, Long> dates) {
        var facts = new Facts(Map.of("lead", Map.of("id", 501L)));
        var causes = dates.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(date -> new CrmEvent(
                        EventKind.LEAD_DATE_REACHED,
                        "demo",
                        LedgerSamples.LEAD,
                        at(date.getValue()),
                        facts,
                        date.getKey()))
                .toList();
        return new Follow(event, RULE, NOON, LEAD, at(updated), causes, IfLate.FIRE, false, actions);
    }

    /// The waits that a start begins.
    static List<Wait> waits(Start start) {
        return start.steps().stream()
                .map(step -> new Wait(
                        new Origin(start.event(), start.rule(), step.position()),
                        start.cause(),
                        start.storedAt(),
                        start.subject(),
                        start.subjects(),
                        step.due()))
                .toList();
    }

    /// What the markers of a start list while it waits.
    static Waiting waiting(Start start) {
        return Waiting.of(
                start.event(), start.subject(), start.subjects(), start.cause().time(), waits(start));
    }

    /// The key of a subject's marker.
    static Marker.Key key(EventSubject subject) {
        return new Marker.Key(RULE, subject);
    }

    /// Work that consists of requests.
    public static PlannedWork asking(WaitRequest... requests) {
        return PlannedWork.of(List.of()).waits(List.of(requests), List.of());
    }

    /// Work that consists of ends.
    public static PlannedWork ending(WaitEnd... ends) {
        return PlannedWork.of(List.of()).waits(List.of(), List.of(ends));
    }
}
