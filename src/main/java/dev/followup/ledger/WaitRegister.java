package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventSubject;
import dev.followup.ledger.Ledger.WaitResult;
import dev.followup.ledger.Ledger.WaitResult.Kind;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.Marker.Made;
import dev.followup.ledger.Marker.Mark;
import dev.followup.ledger.Marker.Waiting;
import dev.followup.task.CloseGuard;
import dev.followup.task.DraftCommand;
import dev.followup.task.OpenTaskFilter;
import dev.followup.task.TaskCommand;
import dev.followup.task.TaskCommand.Origin;
import dev.followup.task.TaskSelection;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.Close;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.IfAgain;
import dev.followup.task.WaitRequest.Start;
import dev.followup.task.WaitRequest.Stop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The register of waits, as far as new work depends on them: it decides what begins to wait, what is stopped,
/// and which tasks are closed, and adds the commands through the [CommandRegister]. Which of two events is the
/// later one is a matter of the CRM's clock, in seconds.
///
/// An event that is ignored, since the rule waits for the subject from an earlier one, is held back: a stop between
/// the two that is heard last lets it begin. So the order of arrival makes no difference.
public final class WaitRegister {

    /// The most events that may wait under one subject.
    static final int MAX_WAITING = 50;

    /// The most events of a subject that are held back.
    static final int MAX_HELD = 20;

    /// The mark of the last event with which a wait began anew, among those of stops.
    private static final String BEGUN_ANEW = "begun-anew";

    /// Keeps apart the commands that close tasks of several entities. No rule has so many actions.
    private static final int MAX_ACTIONS = 1000;

    private final CommandRegister commands;
    private final Known known;
    private final Instant now;

    private final Map<Marker.Key, Marker> markers = new LinkedHashMap<>();
    private final Map<Marker.Key, Map<String, Optional<Waiting>>> elsewhere = new LinkedHashMap<>();
    private final Map<WaitKey, Wait> put = new LinkedHashMap<>();
    private final Set<WaitKey> removed = new LinkedHashSet<>();
    private final Set<WaitKey> ended = new LinkedHashSet<>();
    private final Set<WaitKey> missing = new LinkedHashSet<>();
    private final List<WaitResult> results = new ArrayList<>();

    /// A register.
    ///
    /// @param known what has been read
    /// @param now when the work is written
    public WaitRegister(CommandRegister commands, Known known, Instant now) {
        this.commands = commands;
        this.known = known;
        this.now = now;
    }

    /// What has been read of markers and waits.
    public interface Known {

        /// The marker, an empty one if there is none; nothing if it has not been read.
        Optional<Marker> marker(Marker.Key key);

        /// Whether it has been read whether this action waits.
        boolean isRead(WaitKey key);

        /// The action that waits; empty if there is none.
        Optional<Wait> find(WaitKey key);
    }

    /// The keys of the markers that must be read before this work is written.
    public static Set<Marker.Key> requiredMarkers(PlannedWork work) {
        var keys = new LinkedHashSet<Marker.Key>();
        work.waits().forEach(request -> addTo(keys, request.rule(), request.subjects()));
        work.drafts().forEach(draft -> addTo(keys, draft));
        for (var end : work.ended()) {
            if (end.draft() != null) {
                addTo(keys, end.draft());
            }
            if (end.changesMarker()) {
                addTo(keys, end.waiting().origin().rule(), end.waiting().subjects());
            }
        }
        return keys;
    }

    private static void addTo(Set<Marker.Key> keys, DraftCommand draft) {
        if (draft.closable() != null) {
            addTo(keys, draft.command().origin().rule(), draft.closable().subjects());
        }
    }

    private static void addTo(Set<Marker.Key> keys, String rule, Set<EventSubject> subjects) {
        subjects.forEach(subject -> keys.add(new Marker.Key(rule, subject)));
    }

    /// Applies the requests of planned work, then adds its drafts, then ends waits. The result counts only if nothing
    /// is [missing][#missing()].
    ///
    /// @param unfinished the keys of events of which more work follows
    public WriteResult add(PlannedWork work, Set<String> unfinished) {
        var closings = new ArrayList<DraftCommand>();
        for (var request : work.waits()) {
            if (!commands.isComplete(request.event())) {
                apply(request, closings);
            }
        }
        var wanted = Stream.concat(closings.stream(), work.drafts().stream().filter(this::isNotClosed))
                .toList();
        var planned = commands.add(wanted, unfinished, work.causes(), now);
        recordMade(wanted, planned);
        work.waits().stream()
                .map(WaitRequest::event)
                .filter(event -> !unfinished.contains(event))
                .forEach(commands::hear);
        var due = new ArrayList<DraftCommand>();
        work.ended().forEach(end -> end(end, due));
        var fired = commands.addFired(due, work.causes(), now);
        recordMade(due, fired);
        return planned.and(fired).waits(results);
    }

    /// The waits of which must be read whether they are still there, before the work can be written.
    public Set<WaitKey> missing() {
        return Set.copyOf(missing);
    }

    /// The waits to be written, by their keys.
    public Map<WaitKey, Wait> put() {
        return put;
    }

    /// The waits to be deleted, if they are there.
    public Set<WaitKey> removed() {
        return removed;
    }

    /// The waits whose time has come: they must be there, and are deleted.
    public Set<WaitKey> ended() {
        return ended;
    }

    /// The markers that have changed.
    public Map<Marker.Key, Marker> changed() {
        var changed = new LinkedHashMap<Marker.Key, Marker>();
        markers.forEach((key, marker) -> {
            if (!Optional.of(marker).equals(known.marker(key))) {
                changed.put(key, marker);
            }
        });
        return changed;
    }

    /// The changes of markers that have not been read: what waits of events then, by the events' keys.
    public Map<Marker.Key, Map<String, Optional<Waiting>>> changedElsewhere() {
        return elsewhere;
    }

    private void apply(WaitRequest request, List<DraftCommand> closings) {
        request.subjects().forEach(subject -> forgetEnded(new Marker.Key(request.rule(), subject)));
        switch (request) {
            case Start start -> start(start);
            case Follow follow -> {
                var dates =
                        marker(new Marker.Key(follow.rule(), follow.subject())).dates();
                if (dates == null || !isBefore(follow.updatedAt(), dates.updatedAt())) {
                    follow(follow);
                }
            }
            case Stop stop -> {
                var stopping = new Stopping(stop.event(), stop.rule(), stop.by(), stop.subjects(), stop.at());
                drop(stopping, _ -> true);
                stopping.keys()
                        .forEach(key ->
                                markers.put(key, marker(key).stopped(stop.by().type(), stopping.mark())));
            }
            case Close close -> {
                var stopping = new Stopping(close.event(), close.rule(), close.by(), close.subjects(), close.at());
                drop(stopping, position -> position == close.position());
                closings.addAll(closings(close, stopping));
                var name = closing(close.position(), close.by().type());
                stopping.keys().forEach(key -> markers.put(key, marker(key).closed(name, stopping.mark())));
            }
        }
    }

    private void start(Start start) {
        var own = own(start.rule(), start.subject());
        if (own.stream().anyMatch(waiting -> waiting.event().equals(start.event()))) {
            return;
        }
        var waits = start.steps().stream()
                .map(step -> new Wait(
                        new Origin(start.event(), start.rule(), step.position()),
                        start.cause(),
                        start.storedAt(),
                        start.subject(),
                        start.subjects(),
                        step.due(),
                        step.due()))
                .toList();
        var at = start.cause().time();
        if (isStopped(start, at)) {
            report(start, Kind.STOPPED_BEFORE, List.of());
        } else if (isRuledOutByOnce(start)) {
            report(start, Kind.ONCE, List.of());
        } else {
            var waiting = waiting(start, at, waits);
            var before = own.stream()
                    .filter(one -> !one.isHeld() && one.overlaps(waiting))
                    .toList();
            boolean isBegunAnew = isBegunAnew(start, at);
            if (before.isEmpty() && isBegunAnew) {
                report(start, Kind.STOPPED_BEFORE, List.of());
            } else if (start.ifAgain() == IfAgain.ADD || before.isEmpty()) {
                begin(start, waiting, waits);
            } else if (start.ifAgain() == IfAgain.IGNORE) {
                startBeside(start, before, waiting, waits);
            } else if (before.stream().anyMatch(one -> isBefore(at, one.at()))) {
                report(start, Kind.WAITS_ALREADY, List.of());
            } else {
                before.forEach(one -> replace(start, one, null));
                begin(start, waiting, waits);
            }
        }
    }

    /// Whether the wait began anew with a later event that was heard before, and is over already. The event itself
    /// leaves its mark for earlier ones.
    private boolean isBegunAnew(Start start, Instant at) {
        if (start.ifAgain() != IfAgain.RESTART) {
            return false;
        }
        var key = new Marker.Key(start.rule(), start.subject());
        var last = marker(key).stops().get(BEGUN_ANEW);
        markers.put(key, marker(key).stopped(BEGUN_ANEW, new Mark(at, start.event())));
        return last != null && isBefore(at, last.at());
    }

    /// Waits for the first date that has not fired yet, and for no other one any more. What still waits of a
    /// date that has fired in part is left.
    private void follow(Follow follow) {
        var key = new Marker.Key(follow.rule(), follow.subject());
        var before = marker(key);
        var next = follow.dates().stream()
                .filter(date -> !before.hasFired(date.key()))
                .findFirst();
        boolean isKept = next.filter(date -> isWaitedFor(date, before)).isPresent();
        var others = before.waiting().values().stream()
                .filter(waiting -> !before.hasFired(waiting.event()))
                .filter(waiting -> !isKept || !waiting.event().equals(next.get().key()))
                .toList();
        if (before.dates() == null && others.isEmpty() && next.isEmpty()) {
            return;
        }
        for (var other : others) {
            other.keys(follow.rule()).stream()
                    .filter(wait -> !ended.contains(wait))
                    .forEach(this::remove);
            change(follow.rule(), other, null);
        }
        markers.put(key, marker(key).reported(follow.updatedAt()));
        if (!isKept && next.isPresent()) {
            var waits = waits(follow, next.get());
            var steps = new TreeMap<Integer, Instant>();
            waits.forEach(wait -> steps.put(wait.origin().position(), wait.retryAt()));
            var waiting = new Waiting(
                    next.get().key(),
                    follow.subject(),
                    follow.subjects(),
                    next.get().time(),
                    steps,
                    false);
            waits.forEach(wait -> put(WaitKey.of(wait), wait));
            change(follow.rule(), waiting, waiting);
            results.add(new WaitResult(follow.event(), follow.rule(), follow.subject(), Kind.BEGAN, waits));
        } else if (!isKept && !others.isEmpty()) {
            results.add(new WaitResult(follow.event(), follow.rule(), follow.subject(), Kind.STOPPED, List.of()));
        }
    }

    /// Whether a date is waited for already, and until the same time; or its time has come, and it is asked soon.
    private boolean isWaitedFor(CrmEvent date, Marker marker) {
        var waiting = marker.waiting().get(date.key());
        return waiting != null
                && (!date.time().isAfter(now)
                        || waiting.steps().values().stream()
                                .allMatch(step ->
                                        step.getEpochSecond() == date.time().getEpochSecond()));
    }

    private static List<Wait> waits(Follow follow, CrmEvent date) {
        return IntStream.range(0, follow.actions())
                .mapToObj(position -> new Wait(
                        new Origin(date.key(), follow.rule(), position),
                        date,
                        follow.storedAt(),
                        follow.subject(),
                        follow.subjects(),
                        date.time(),
                        date.time()))
                .toList();
    }

    /// Begins a wait from the earlier event, and holds the later one back.
    private void startBeside(Start start, List<Waiting> before, Waiting waiting, List<Wait> waits) {
        if (before.stream().allMatch(one -> isBefore(waiting.at(), one.at()))) {
            for (var one : before) {
                var contents = one.keys(start.rule()).stream()
                        .map(this::find)
                        .flatMap(Optional::stream)
                        .toList();
                replace(start, one, one.held(true));
                contents.forEach(wait -> put(WaitKey.of(wait).held(), wait));
            }
            begin(start, waiting, waits);
        } else {
            if (mayHold(start)) {
                waits.forEach(wait -> put(WaitKey.of(wait).held(), wait));
                change(start.rule(), waiting.held(true), waiting.held(true));
            }
            report(start, Kind.WAITS_ALREADY, List.of());
        }
    }

    private boolean mayHold(Start start) {
        return start.subjects().stream()
                .map(subject -> marker(new Marker.Key(start.rule(), subject)))
                .noneMatch(marker -> marker.waiting().values().stream()
                                .filter(Waiting::isHeld)
                                .count()
                        >= MAX_HELD);
    }

    private void begin(Start start, Waiting waiting, List<Wait> waits) {
        if (start.subjects().stream().anyMatch(subject -> isFull(new Marker.Key(start.rule(), subject)))) {
            report(start, Kind.TOO_MANY, List.of());
            return;
        }
        waits.forEach(wait -> put(WaitKey.of(wait), wait));
        change(start.rule(), waiting, waiting);
        report(start, Kind.BEGAN, waits);
    }

    private boolean isFull(Marker.Key key) {
        return marker(key).waiting().values().stream()
                        .filter(waiting -> !waiting.isHeld())
                        .count()
                >= MAX_WAITING;
    }

    private void replace(Start start, Waiting before, @Nullable Waiting now) {
        before.keys(start.rule()).forEach(this::remove);
        change(start.rule(), before, now);
        report(start, Kind.REPLACED, List.of());
    }

    private static Waiting waiting(Start start, Instant at, List<Wait> waits) {
        var steps = new TreeMap<Integer, Instant>();
        waits.forEach(wait -> steps.put(wait.origin().position(), wait.retryAt()));
        return new Waiting(start.event(), start.subject(), start.subjects(), at, steps, false);
    }

    private boolean isRuledOutByOnce(Start start) {
        return start.once() != null
                && commands.isRuledOutByOnce(new Origin(start.event(), start.rule(), 0), start.once());
    }

    private boolean isStopped(Start start, Instant at) {
        return start.subjects().stream()
                .anyMatch(named -> marker(new Marker.Key(start.rule(), named)).stops().entrySet().stream()
                        .filter(stop -> !stop.getKey().equals(BEGUN_ANEW))
                        .anyMatch(stop -> names(start.subject(), named, stop.getKey())
                                && isAfter(stop.getValue(), start.subject(), at, start.event())));
    }

    /// Whether an event that names one of the subjects of another event means that event's own subject: another
    /// task of the same lead never does.
    ///
    /// @param own the subject of the other event
    /// @param named what is named
    /// @param type the type of the own subject of the event that names it
    private static boolean names(EventSubject own, EventSubject named, String type) {
        return named.equals(own) || !type.equals(own.type());
    }

    /// Whether a stop that was heard before happened after an event. In the same second it counts for tasks; else the
    /// order of arrival does.
    private static boolean isAfter(Mark mark, EventSubject own, Instant at, String event) {
        return isBefore(at, mark.at())
                || (own.isTask() && !isBefore(mark.at(), at) && !mark.event().equals(event));
    }

    private static boolean isBefore(Instant one, Instant other) {
        return one.getEpochSecond() < other.getEpochSecond();
    }

    /// Drops what waits and is stopped, and lets begin what was held back behind it.
    private void drop(Stopping stopping, IntPredicate isMeant) {
        var dropped = new LinkedHashSet<EventSubject>();
        for (var waiting : stopping.waiting()) {
            var left = new TreeMap<>(waiting.steps());
            left.keySet().removeIf(isMeant::test);
            var keys = waiting.keys(stopping.rule).stream()
                    .filter(key -> isMeant.test(key.origin().position()))
                    .toList();
            keys.forEach(this::remove);
            if (!keys.isEmpty()) {
                change(stopping.rule, waiting, waiting.steps(left));
            }
            if (!keys.isEmpty() && !waiting.isHeld()) {
                dropped.add(waiting.subject());
            }
        }
        for (var subject : dropped) {
            results.add(new WaitResult(stopping.event, stopping.rule, subject, Kind.STOPPED, List.of()));
            beginHeld(stopping, subject);
        }
    }

    private void beginHeld(Stopping stopping, EventSubject subject) {
        var all = stopping.keys().stream()
                .flatMap(key -> marker(key).waiting().values().stream())
                .filter(waiting -> waiting.subject().equals(subject))
                .distinct()
                .toList();
        if (all.stream().allMatch(Waiting::isHeld)) {
            all.stream()
                    .min(Comparator.comparing(Waiting::at).thenComparing(Waiting::event))
                    .ifPresent(first -> beginHeld(stopping.rule, first));
        }
    }

    private void beginHeld(String rule, Waiting held) {
        var waits = held.keys(rule).stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .toList();
        held.keys(rule).forEach(this::remove);
        if (waits.isEmpty()) {
            change(rule, held, null);
            return;
        }
        waits.forEach(wait -> put(WaitKey.of(wait), wait));
        change(rule, held, held.held(false));
        results.add(new WaitResult(held.event(), rule, held.subject(), Kind.BEGAN, waits));
    }

    /// The commands that close the tasks of an action: one for each entity on which they hang.
    private List<DraftCommand> closings(Close close, Stopping stopping) {
        var open = new TreeMap<String, Set<Made>>();
        for (var key : stopping.keys()) {
            marker(key).made().stream()
                    .filter(made -> isClosed(made, close, key.subject()))
                    .forEach(made -> open.computeIfAbsent(made.about().toString(), _ -> new LinkedHashSet<>())
                            .add(made));
            markers.put(key, marker(key).withoutMade(made -> isClosed(made, close, key.subject())));
        }
        var drafts = new ArrayList<DraftCommand>();
        for (var made : open.values()) {
            int position = -1 - close.position() - MAX_ACTIONS * drafts.size();
            var entity = made.iterator().next().about();
            drafts.add(DraftCommand.of(new TaskCommand.Complete(
                    new Origin(close.event(), close.rule(), position), addedBy(entity, made), close.result())));
        }
        return drafts;
    }

    private static TaskSelection addedBy(EntityRef entity, Set<Made> made) {
        return new TaskSelection.Open(
                OpenTaskFilter.addedBy(entity, made.stream().map(Made::command).collect(Collectors.toSet())));
    }

    private static boolean isClosed(Made made, Close close, EventSubject named) {
        var origin = Origin.of(made.command());
        return origin.position() == close.position()
                && !origin.event().equals(close.event())
                && names(made.subject(), named, close.by().type())
                && !isBefore(close.at(), made.at());
    }

    private boolean isNotClosed(DraftCommand draft) {
        var guard = draft.closable();
        if (guard == null || !isClosed(draft.command().origin(), guard)) {
            return true;
        }
        var origin = draft.command().origin();
        results.add(new WaitResult(origin.event(), origin.rule(), guard.subject(), Kind.STOPPED_BEFORE, List.of()));
        return false;
    }

    private boolean isClosed(Origin origin, CloseGuard guard) {
        var prefix = closing(origin.position(), "");
        return guard.subjects().stream()
                .anyMatch(named -> marker(new Marker.Key(origin.rule(), named)).closings().entrySet().stream()
                        .anyMatch(mark -> mark.getKey().startsWith(prefix)
                                && names(guard.subject(), named, mark.getKey().substring(prefix.length()))
                                && isAfter(mark.getValue(), guard.subject(), guard.at(), origin.event())));
    }

    private static String closing(int position, String type) {
        return position + "|" + type;
    }

    private void recordMade(List<DraftCommand> drafts, WriteResult written) {
        var added = written.added().stream().map(one -> one.command().key()).collect(Collectors.toSet());
        for (var draft : drafts) {
            var guard = draft.closable();
            if (guard != null
                    && added.contains(draft.command().key())
                    && draft.command() instanceof TaskCommand.Create create
                    && create.task().about() != null) {
                var made = new Made(
                        create.key(), guard.subject(), guard.at(), create.task().about());
                guard.subjects().forEach(subject -> {
                    var key = new Marker.Key(create.origin().rule(), subject);
                    markers.put(key, marker(key).made(made));
                });
            }
        }
    }

    private void end(WaitEnd end, List<DraftCommand> due) {
        var wait = end.waiting();
        var key = WaitKey.of(wait);
        boolean isAlreadyThen = end.retryAt() != null
                && end.retryAt().getEpochSecond() == wait.retryAt().getEpochSecond();
        boolean isGone =
                removed.contains(key) || (known.isRead(key) && known.find(key).isEmpty());
        if (isAlreadyThen || isGone || !ended.add(key)) {
            return;
        }
        if (end.retryAt() != null) {
            var later = wait.retryAt(end.retryAt());
            put.put(WaitKey.of(later), later);
            moveStep(wait, end.retryAt());
            return;
        }
        if (end.draft() != null && isNotClosed(end.draft())) {
            due.add(end.draft());
        }
        if (end.draft() != null && wait.waitsForDate()) {
            fired(wait);
        }
        if (end.next() != null) {
            follow(end.next());
        }
    }

    /// Records that an action fired for a date, so that the date fires once.
    private void fired(Wait wait) {
        var origin = wait.origin();
        var key = new Marker.Key(origin.rule(), wait.subject());
        markers.put(key, marker(key).fired(origin.event(), wait.due()));
        var waiting = marker(key).waiting().get(origin.event());
        if (waiting != null) {
            var left = new TreeMap<>(waiting.steps());
            left.remove(origin.position());
            change(origin.rule(), waiting, waiting.steps(left));
        }
    }

    private void moveStep(Wait wait, Instant retryAt) {
        var origin = wait.origin();
        for (var subject : wait.subjects()) {
            var key = new Marker.Key(origin.rule(), subject);
            var waiting = marker(key).waiting().get(origin.event());
            if (waiting != null && waiting.steps().containsKey(origin.position())) {
                var steps = new TreeMap<>(waiting.steps());
                steps.put(origin.position(), retryAt);
                markers.put(key, marker(key).waiting(origin.event(), waiting.steps(steps)));
            }
        }
    }

    /// Forgets what the marker lists though its time has come, and it has ended.
    private void forgetEnded(Marker.Key key) {
        for (var waiting : marker(key).waiting().values()) {
            var steps = new TreeMap<Integer, Instant>();
            waiting.steps().forEach((position, retryAt) -> {
                var step = new WaitKey(new Origin(waiting.event(), key.rule(), position), retryAt);
                if (waiting.isHeld() || retryAt.isAfter(now) || isThere(step)) {
                    steps.put(position, retryAt);
                }
            });
            if (!steps.equals(waiting.steps())) {
                change(key.rule(), waiting, waiting.steps(steps));
                forgetHeldBehind(key.rule(), waiting.subject());
            }
        }
    }

    private void forgetHeldBehind(String rule, EventSubject subject) {
        var own = own(rule, subject);
        if (own.stream().allMatch(Waiting::isHeld)) {
            own.forEach(held -> {
                held.keys(rule).forEach(this::remove);
                change(rule, held, null);
            });
        }
    }

    /// What waits for a subject and belongs to it.
    private List<Waiting> own(String rule, EventSubject subject) {
        return marker(new Marker.Key(rule, subject)).waiting().values().stream()
                .filter(waiting -> waiting.subject().equals(subject))
                .toList();
    }

    private void change(String rule, Waiting before, @Nullable Waiting after) {
        for (var subject : before.subjects()) {
            var key = new Marker.Key(rule, subject);
            if (markers.containsKey(key) || known.marker(key).isPresent()) {
                markers.put(key, marker(key).waiting(before.event(), after));
            } else {
                elsewhere.computeIfAbsent(key, _ -> new HashMap<>()).put(before.event(), Optional.ofNullable(after));
            }
        }
    }

    private Marker marker(Marker.Key key) {
        var changed = markers.get(key);
        return changed == null ? known.marker(key).orElse(Marker.EMPTY) : changed;
    }

    private void put(WaitKey key, Wait wait) {
        removed.remove(key);
        put.put(key, wait);
    }

    private void remove(WaitKey key) {
        put.remove(key);
        removed.add(key);
    }

    private boolean isThere(WaitKey key) {
        var isUnknown = !put.containsKey(key) && !removed.contains(key) && !known.isRead(key);
        return find(key).isPresent() || isUnknown;
    }

    private Optional<Wait> find(WaitKey key) {
        if (put.containsKey(key) || removed.contains(key)) {
            return Optional.ofNullable(put.get(key));
        }
        if (!known.isRead(key)) {
            missing.add(key);
            return Optional.empty();
        }
        return known.find(key);
    }

    private void report(Start start, Kind kind, List<Wait> waits) {
        results.add(new WaitResult(start.event(), start.rule(), start.subject(), kind, waits));
    }

    /// An event that stops what waits, or closes tasks.
    private final class Stopping {

        final String event;
        final String rule;
        private final EventSubject by;
        private final Set<EventSubject> subjects;
        private final Instant at;

        Stopping(String event, String rule, EventSubject by, Set<EventSubject> subjects, Instant at) {
            this.event = event;
            this.rule = rule;
            this.by = by;
            this.subjects = subjects;
            this.at = at;
        }

        Mark mark() {
            return new Mark(at, event);
        }

        List<Marker.Key> keys() {
            return subjects.stream()
                    .map(subject -> new Marker.Key(rule, subject))
                    .toList();
        }

        /// What waits and is stopped, the earliest first.
        List<Waiting> waiting() {
            var found = new HashSet<Waiting>();
            for (var key : keys()) {
                marker(key).waiting().values().stream()
                        .filter(waiting -> names(waiting.subject(), key.subject(), by.type()))
                        .filter(waiting ->
                                !isBefore(at, waiting.at()) && !waiting.event().equals(event))
                        .forEach(found::add);
            }
            return found.stream()
                    .sorted(Comparator.comparing(Waiting::at).thenComparing(Waiting::event))
                    .toList();
        }
    }
}
