package dev.followup.simulation;

import dev.followup.simulation.DatedHistory.Made;
import dev.followup.simulation.DatedHistory.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Which tasks must exist, may exist and must not exist in a [DatedWorld]: one two hours before each meeting, and one
/// each morning for each old lead in a stage. It says so a second time, and knows neither the rules' engine nor the
/// worker.
final class DateModel {

    static final Duration BEFORE = Duration.ofHours(2);
    static final Duration DUE_AFTER_MEETING = Duration.ofHours(1);
    static final Duration DUE_AFTER_SLOT = Duration.ofHours(1);
    static final int STAGE = 10;

    /// Longer than a walk takes, and than anything is late in this world.
    static final Duration MARGIN = Duration.ofMinutes(20);

    private static final Duration OLD = Duration.ofDays(1);

    private final DatedHistory history;
    private final List<Instant> walks;
    private final List<Instant> slots;
    private final Instant end;
    private final Set<String> reached;
    private final Map<String, Integer> made = new HashMap<>();

    /// @param walks when the rule on meetings looked for them: first, and then each week
    /// @param slots when the rule on old leads was due
    /// @param reached receives what the world has come across
    DateModel(DatedHistory history, List<Instant> walks, List<Instant> slots, Instant end, Set<String> reached) {
        this.history = history;
        this.walks = walks;
        this.slots = slots;
        this.end = end;
        this.reached = reached;
    }

    /// What must not be.
    List<String> violations() {
        var violations = new ArrayList<String>();
        for (var task : history.tasks) {
            int count = made.merge(key(task.text(), task.lead(), task.due()), 1, Integer::sum);
            if (count > 1) {
                violations.add("twice: " + task);
            } else if (task.text().startsWith("Meeting") ? !mayBeOfMeeting(task) : !mayBeOfOldLead(task)) {
                violations.add("wrong: " + task + " of " + history.states(task.lead()));
            }
        }
        history.leads.forEach((lead, _) -> {
            meetings(lead).stream()
                    .filter(meeting -> mustFire(lead, meeting))
                    .filter(meeting -> !made.containsKey(key("Meeting", lead, meeting.plus(DUE_AFTER_MEETING))))
                    .forEach(meeting -> violations.add("missing: meeting %s of lead %d, %s, walks %s"
                            .formatted(meeting, lead, history.states(lead), walks)));
            slots.stream()
                    .filter(slot -> mustFind(lead, slot))
                    .filter(slot -> !made.containsKey(key("Old", lead, slot.plus(DUE_AFTER_SLOT))))
                    .forEach(slot -> violations.add("missing: old lead %d at %s".formatted(lead, slot)));
        });
        return violations;
    }

    private static String key(String text, long lead, Instant due) {
        return text.substring(0, 3) + " " + lead + " " + due;
    }

    private Set<Instant> meetings(long lead) {
        var meetings = new HashSet<Instant>();
        history.states(lead).forEach(state -> {
            if (state.meeting() != null) {
                meetings.add(state.meeting());
            }
        });
        return meetings;
    }

    private Instant until(long lead, State state) {
        var states = history.states(lead);
        int next = states.indexOf(state) + 1;
        return next < states.size() ? states.get(next).from() : end.plus(MARGIN);
    }

    private boolean overlaps(long lead, State state, Instant from, Instant to) {
        return !state.from().isAfter(to) && until(lead, state).isAfter(from);
    }

    private boolean mayBeOfMeeting(Made task) {
        var meeting = task.due().minus(DUE_AFTER_MEETING);
        var fires = meeting.minus(BEFORE);
        boolean wasSo = history.states(task.lead()).stream()
                .filter(state -> state.isThere() && meeting.equals(state.meeting()))
                .anyMatch(state -> overlaps(task.lead(), state, task.at().minus(MARGIN), task.at()));
        return wasSo
                && !task.at().isBefore(fires)
                && task.at().isBefore(meeting.plus(MARGIN))
                && !isPassed(task.lead(), meeting);
    }

    /// Whether the time of a meeting had passed before the rule looked for the first time, and the lead had it then.
    private boolean isPassed(long lead, Instant meeting) {
        var first = walks.getFirst();
        return !meeting.minus(BEFORE).isAfter(first)
                && spans(lead, meeting).stream()
                        .anyMatch(span -> span.from.isBefore(first) && !span.to.isBefore(first.plus(MARGIN)));
    }

    /// The times during which a lead had a meeting.
    private List<Span> spans(long lead, Instant meeting) {
        var spans = new ArrayList<Span>();
        for (var state : history.states(lead)) {
            if (state.isThere() && meeting.equals(state.meeting())) {
                var heard = state.heardAt() == null ? Instant.MAX : state.heardAt();
                var to = until(lead, state);
                var last = spans.isEmpty() ? null : spans.getLast();
                if (last != null && last.to.equals(state.from())) {
                    spans.set(
                            spans.size() - 1, new Span(last.from, to, heard.isBefore(last.heard) ? heard : last.heard));
                } else {
                    spans.add(new Span(state.from(), to, heard));
                }
            }
        }
        return spans;
    }

    private record Span(Instant from, Instant to, Instant heard) {}

    private boolean mustFire(long lead, Instant meeting) {
        return spans(lead, meeting).stream().anyMatch(span -> mustFire(lead, meeting, span));
    }

    private boolean mustFire(long lead, Instant meeting, Span span) {
        var fires = meeting.minus(BEFORE);
        var first = walks.getFirst();
        if (!fires.isAfter(first) && span.from.isBefore(first.plus(MARGIN))) {
            if (isPassed(lead, meeting)) {
                reached.add("due before the first walk");
            }
            return false;
        }
        if (spans(lead, meeting).getFirst().from.isBefore(first.plus(MARGIN)) && fires.isBefore(first.plus(MARGIN))) {
            return false; // the first tick may be killed: then the first walk is that of a later one
        }
        var found = walks.stream()
                .filter(walk -> !walk.isBefore(span.from) && !span.to.isBefore(walk.plus(MARGIN)))
                .findFirst()
                .map(walk -> walk.plus(MARGIN))
                .orElse(Instant.MAX);
        var known = span.heard.isBefore(found) ? span.heard : found;
        if (known.equals(Instant.MAX)) {
            return false;
        }
        var time = (known.isAfter(fires) ? known : fires).plus(MARGIN);
        boolean must = !time.isAfter(span.to) && time.isBefore(meeting) && time.isBefore(end);
        if (must) {
            reached.add(known.isAfter(fires) ? "found late" : "found in time");
            reached.add(known.equals(span.heard) ? "reported by a webhook" : "found by a walk");
            if (!known.equals(span.heard) && !found.equals(first.plus(MARGIN))) {
                reached.add("found by a later walk");
            }
        }
        return must;
    }

    private boolean mayBeOfOldLead(Made task) {
        var slot = task.due().minus(DUE_AFTER_SLOT);
        return slots.contains(slot)
                && isOld(task.lead(), slot)
                && history.states(task.lead()).stream()
                        .filter(state -> state.isThere() && state.stage() == STAGE)
                        .anyMatch(state -> overlaps(task.lead(), state, slot, slot.plus(MARGIN)));
    }

    private boolean mustFind(long lead, Instant slot) {
        boolean must = isOld(lead, slot)
                && slot.plus(MARGIN).isBefore(end)
                && history.states(lead).stream()
                        .filter(state -> overlaps(lead, state, slot, slot.plus(MARGIN)))
                        .allMatch(state -> state.isThere() && state.stage() == STAGE);
        boolean isChanged = history.states(lead).stream()
                .anyMatch(state -> state.from().isAfter(slot)
                        && state.from().isBefore(slot.plus(MARGIN))
                        && !Objects.equals(state, history.states(lead).getFirst()));
        if (isChanged) {
            reached.add("changed while a walk is under way");
        }
        return must;
    }

    private boolean isOld(long lead, Instant slot) {
        return !history.states(lead).getFirst().from().isAfter(slot.minus(OLD));
    }
}
