package dev.followup.ledger;

import dev.followup.event.EntityRef;
import dev.followup.event.EventSubject;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one rule knows of one subject: what waits for it, when it was stopped last, and which tasks were added
/// for it. What has fired is listed as waiting until the marker is read again.
///
/// @param waiting the events of which actions wait, by their keys
/// @param stops the last stops, by the type of the stopping event's own subject
/// @param closings the last closings, by the action's position and that type, such as `0|leads`
/// @param made the commands whose tasks a later event may close, the oldest first
/// @param dates what is known of the subject's date; `null` if the rule goes by none, or has heard of none
public record Marker(
        Map<String, Waiting> waiting,
        Map<String, Mark> stops,
        Map<String, Mark> closings,
        List<Made> made,
        @Nullable Dates dates) {

    /// Nothing is known.
    public static final Marker EMPTY = new Marker(Map.of(), Map.of(), Map.of(), List.of(), null);

    private static final int MAX_MADE = 50;
    private static final int MAX_FIRED = 50;

    public Marker {
        waiting = Map.copyOf(waiting);
        stops = Map.copyOf(stops);
        closings = Map.copyOf(closings);
        made = List.copyOf(made);
    }

    /// The key of a marker.
    ///
    /// @param rule the key of the rule
    public record Key(String rule, EventSubject subject) {}

    /// An event of which actions wait.
    ///
    /// @param event its key
    /// @param subject its own subject
    /// @param subjects what a stop may name, with the subject itself: a marker is kept for each of them
    /// @param at when it happened
    /// @param steps when its actions are asked, by their positions
    /// @param due when those actions are due that could not be asked then and are asked later, by their
    /// positions
    /// @param isHeld whether it is held back, since an earlier event of the subject waits
    public record Waiting(
            String event,
            EventSubject subject,
            Set<EventSubject> subjects,
            Instant at,
            Map<Integer, Instant> steps,
            Map<Integer, Instant> due,
            boolean isHeld) {

        public Waiting {
            subjects = Set.copyOf(subjects);
            steps = Map.copyOf(steps);
            due = copy(due);
        }

        /// The map itself; an empty one for what an earlier release wrote down without it.
        private static Map<Integer, Instant> copy(@Nullable Map<Integer, Instant> due) {
            return due == null ? Map.of() : Map.copyOf(due);
        }

        /// An event whose actions are asked when they are due.
        static Waiting of(
                String event, EventSubject subject, Set<EventSubject> subjects, Instant at, List<Wait> waits) {
            var steps = waits.stream()
                    .collect(Collectors.toMap(wait -> wait.origin().position(), Wait::due));
            return new Waiting(event, subject, subjects, at, steps, Map.of(), false);
        }

        /// The same without actions that do not wait any more; `null` if none is left.
        ///
        /// @param isGone says of which positions they are
        @Nullable
        Waiting without(IntPredicate isGone) {
            var left = new HashMap<>(steps);
            left.keySet().removeIf(isGone::test);
            var leftDue = new HashMap<>(due);
            leftDue.keySet().retainAll(left.keySet());
            return left.isEmpty() ? null : new Waiting(event, subject, subjects, at, left, leftDue, isHeld);
        }

        /// The same after an action could not be asked: it is asked later, and is due when it was.
        Waiting postponed(int position, Instant dueAt, Instant retryAt) {
            var later = new HashMap<>(steps);
            later.put(position, retryAt);
            var known = new HashMap<>(due);
            known.put(position, dueAt);
            return new Waiting(event, subject, subjects, at, later, known, isHeld);
        }

        /// Whether one of two events waits while the other one happens. What is not asked in time was over at its
        /// time all the same.
        boolean overlaps(Waiting other) {
            return at.isBefore(other.end()) && other.at.isBefore(end());
        }

        /// When the last of its actions is due.
        Instant end() {
            return steps.entrySet().stream()
                    .map(step -> due.getOrDefault(step.getKey(), step.getValue()))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }

        Waiting held(boolean held) {
            return new Waiting(event, subject, subjects, at, steps, due, held);
        }

        /// The keys of its actions, in the order of their positions.
        public List<WaitKey> keys(String rule) {
            return steps.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(step -> new WaitKey(new Origin(event, rule, step.getKey()), isHeld ? null : step.getValue()))
                    .toList();
        }
    }

    /// A stop or a closing.
    ///
    /// @param at when it happened
    /// @param event the key of the event
    public record Mark(Instant at, String event) {

        private static Mark later(Mark one, Mark other) {
            return other.at.isBefore(one.at) ? one : other;
        }
    }

    /// A command whose task a later event may close.
    ///
    /// @param command its key
    /// @param subject what its event is about
    /// @param at when its event happened
    /// @param about the entity on which the task hangs
    public record Made(String command, EventSubject subject, Instant at, EntityRef about) {}

    /// What is known of a date.
    ///
    /// @param updatedAt when the subject was changed last, as far as the last event says that reported
    /// the date
    /// @param fired the keys of the events that the date has caused, each date once; the oldest first
    public record Dates(Instant updatedAt, List<String> fired) {

        public Dates {
            fired = List.copyOf(fired);
        }
    }

    /// Whether a date has caused its event.
    boolean hasFired(String event) {
        return dates != null && dates.fired.contains(event);
    }

    /// The same after an action fired for a date.
    ///
    /// @param event the key of the event that the date caused
    /// @param at when
    Marker fired(String event, Instant at) {
        var fired = Stream.concat(dates == null ? Stream.of() : dates.fired.stream(), Stream.of(event))
                .distinct()
                .toList();
        var last = fired.subList(Math.max(0, fired.size() - MAX_FIRED), fired.size());
        return new Marker(waiting, stops, closings, made, new Dates(dates == null ? at : dates.updatedAt, last));
    }

    /// The same after an event reported the date.
    Marker reported(Instant updatedAt) {
        var last = dates == null || updatedAt.isAfter(dates.updatedAt) ? updatedAt : dates.updatedAt;
        return new Marker(waiting, stops, closings, made, new Dates(last, dates == null ? List.of() : dates.fired));
    }

    /// The same with what waits of an event; without it if that is `null`.
    Marker waiting(String event, @Nullable Waiting now) {
        var all = new HashMap<>(waiting);
        if (now == null) {
            all.remove(event);
        } else {
            all.put(event, now);
        }
        return new Marker(all, stops, closings, made, dates);
    }

    /// The same without what waits of an event.
    public Marker without(String event) {
        return waiting(event, null);
    }

    Marker stopped(String type, Mark mark) {
        return new Marker(waiting, with(stops, type, mark), closings, made, dates);
    }

    Marker closed(String positionAndType, Mark mark) {
        return new Marker(waiting, stops, with(closings, positionAndType, mark), made, dates);
    }

    private static Map<String, Mark> with(Map<String, Mark> marks, String key, Mark mark) {
        var all = new LinkedHashMap<>(marks);
        all.merge(key, mark, Mark::later);
        return all;
    }

    Marker made(Made command) {
        var all = new ArrayList<>(
                Stream.concat(made.stream(), Stream.of(command)).distinct().toList());
        var last = all.subList(Math.max(0, all.size() - MAX_MADE), all.size());
        return new Marker(waiting, stops, closings, last, dates);
    }

    Marker withoutMade(Predicate<Made> gone) {
        return new Marker(
                waiting, stops, closings, made.stream().filter(gone.negate()).toList(), dates);
    }
}
