package dev.followup.worker.waiting;

import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKey;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.rule.RuleBook;
import dev.followup.task.Wait;
import dev.followup.worker.planning.OwnEvents;
import dev.followup.worker.recovery.MissedEventFinder;
import dev.followup.worker.recovery.MissedEventFinder.Candidates;
import dev.followup.worker.recovery.MissedEventRecovery;
import dev.followup.worker.waiting.DueWaits.Invocation;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The events that stop what waits, or begin it anew, and that no webhook has reported: the CRM's own list of events
/// is asked before an action fires. It has no messages: for those, what the webhooks reported must do. What begins
/// the wait anew counts only if it is recovered later: else nothing would fire.
///
/// The list may be too long to be read at one tick. How far it has been read is kept with what waits, and the next
/// tick goes on from there.
@ApplicationScoped
public class MissedStops {

    /// How often the list is asked on, if it has more events than come in one answer.
    static final int MAX_ROUNDS = 5;

    /// How far the list is asked back if missed events are not recovered.
    private static final Duration MAX_AGE = Duration.ofDays(3);

    /// The shortest span that is asked for after a longer one could not be read.
    private static final Duration MIN_SPAN = Duration.ofMinutes(1);

    private final MissedEventFinder finder;
    private final MissedEventRecovery recovery;

    /// The longest span that can be read in the time that there is, by account. Only the instance remembers it.
    private final Map<String, Duration> spans = new ConcurrentHashMap<>();

    public MissedStops(MissedEventFinder finder, MissedEventRecovery recovery) {
        this.finder = finder;
        this.recovery = recovery;
    }

    /// The events that stopped waits since these began, or began them anew. What stopped them before missed
    /// events were recovered last is known.
    ///
    /// @param due waits whose time has come
    /// @param now the time until which the list is asked
    KnownStops since(Invocation invocation, RuleBook book, List<Wait> due, Instant now) {
        var search = new Search(invocation, book, now);
        due.stream()
                .filter(wait -> wait.due().isAfter(wait.event().time())) // else nothing can have come in between
                .filter(wait -> !CrmEventLog.listed(kinds(book, wait)).isEmpty())
                .sorted(Comparator.comparing(Wait::due).thenComparing(Wait::key))
                .forEach(search::add);
        return search.result();
    }

    private static Set<EventKind> kinds(RuleBook book, Wait wait) {
        var rule = wait.origin().rule();
        return Stream.concat(book.stopKinds(rule).stream(), book.restartKinds(rule).stream())
                .collect(Collectors.toSet());
    }

    /// What is known of the events that stop waits.
    ///
    /// @param stops the event that stopped a wait or began it anew, by the wait's key
    /// @param unknown until when the list is known for a wait of which more must be known, by the wait's key
    record KnownStops(Map<String, CrmEvent> stops, Map<String, Instant> unknown) {

        KnownStops {
            stops = Map.copyOf(stops);
            unknown = Map.copyOf(unknown);
        }

        Optional<CrmEvent> of(Wait wait) {
            return Optional.ofNullable(stops.get(wait.key()));
        }

        /// Until when the list is known; empty if it is known as far as it matters.
        Optional<Instant> unknownSince(Wait wait) {
            return Optional.ofNullable(unknown.get(wait.key()));
        }
    }

    /// One search of the list, in rounds. The wait that was due first is served first: those that begin later
    /// share what is read for it.
    private final class Search {

        private final Invocation invocation;
        private final RuleBook book;
        private final Instant now;

        /// The waits of which more must be known, the first due first, and until when the list is known for them.
        private final Map<Wait, Instant> left = new LinkedHashMap<>();

        private final Map<String, CrmEvent> stops = new HashMap<>();
        private final Map<String, Instant> unknown = new HashMap<>();

        Search(Invocation invocation, RuleBook book, Instant now) {
            this.invocation = invocation;
            this.book = book;
            this.now = now;
        }

        void add(Wait wait) {
            var recoveredUntil = invocation.state().recoveredUntil();
            var from = Stream.of(
                            wait.event().time(),
                            recoveredUntil == null ? now.minus(MAX_AGE) : recoveredUntil,
                            wait.searchedUntil() == null ? Instant.MIN : wait.searchedUntil())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            if (from.isBefore(now)) {
                left.put(wait, from);
            }
        }

        KnownStops result() {
            boolean goesOn = true;
            for (int round = 0; goesOn && round < MAX_ROUNDS && !left.isEmpty(); round++) {
                goesOn = ask(left.values().iterator().next());
            }
            if (goesOn && !left.isEmpty()) {
                WaitLog.searchGoesOn(invocation.session().account(), left.values());
            }
            left.forEach((wait, until) -> unknown.put(wait.key(), until));
            return new KnownStops(stops, unknown);
        }

        /// Asks for the events from a moment on.
        ///
        /// @return whether the list can be asked on
        private boolean ask(Instant from) {
            var session = invocation.session();
            var waits = left.entrySet().stream()
                    .filter(one -> !one.getValue().isBefore(from))
                    .map(Map.Entry::getKey)
                    .toList();
            var wanted = new MissedEventFinder.Search(
                    kinds(waits),
                    event -> waits.stream().anyMatch(wait -> mayStop(event, wait)),
                    event -> waits.stream().anyMatch(wait -> names(event, wait)));
            var account = session.account().name();
            var span = spans.getOrDefault(account, Duration.between(from, now));
            var end = from.plus(span).isBefore(now) ? from.plus(span) : now;
            switch (finder.between(session, wanted, from.minusSeconds(1), end, Map.of())) {
                case CrmResult.Failed(CrmFailure.Refused(var reason)) -> {
                    WaitLog.stopsNotKnown(session.account(), reason);
                    left.clear();
                    return false;
                }
                case CrmResult.Failed(var failure) -> {
                    var half = span.dividedBy(2);
                    spans.put(account, half.compareTo(MIN_SPAN) < 0 ? MIN_SPAN : half);
                    failure.log(account, "the search for what stopped " + waits.size() + " waits");
                    return false;
                }
                case CrmResult.All(Candidates(var events, var until)) -> {
                    if (until.isBefore(now)) {
                        spans.computeIfPresent(account, (_, shorter) -> shorter.multipliedBy(2));
                    } else {
                        spans.remove(account);
                    }
                    add(events, waits);
                    waits.forEach(wait -> left.computeIfPresent(
                            wait, (_, known) -> !until.isBefore(now) ? null : until.isAfter(known) ? until : known));
                    return true;
                }
            }
        }

        private Set<EventKind> kinds(List<Wait> waits) {
            return waits.stream()
                    .flatMap(wait -> MissedStops.kinds(book, wait).stream())
                    .collect(Collectors.toSet());
        }

        /// Whether an event may stop a wait or begin it anew, by what the list contains: of a task its id alone.
        private boolean mayStop(CrmEvent event, Wait wait) {
            if (!event.kind().isOfTask()) {
                return book.mayEnd(event, wait);
            }
            return !event.time().isBefore(wait.event().time())
                    && (wait.subject().isTask()
                            ? EventSubject.named(event).contains(wait.subject())
                            : event.kind() != EventKind.TASK_DELETED) // what it was linked to is gone
                    && MissedStops.kinds(book, wait).contains(event.kind());
        }

        /// Whether an event names what a wait is about.
        private static boolean names(CrmEvent event, Wait wait) {
            return EventSubject.of(event)
                    .filter(by -> wait.isStoppedBy(by, EventSubject.named(event), event.time()))
                    .isPresent();
        }

        /// Notes which of the waits the events stop. What Followup itself did is marked first, as it is when a
        /// webhook reports it.
        private void add(List<CrmEvent> events, List<Wait> waits) {
            var stopping = new ArrayList<CrmEvent>();
            for (var event : events) {
                if (waits.stream().anyMatch(wait -> stops(event, wait))) {
                    stopping.add(event);
                }
            }
            var own = own(stopping);
            for (var event : stopping) {
                waits.stream()
                        .filter(left::containsKey)
                        .filter(wait -> stops(event, wait))
                        .forEach(wait -> {
                            if (own.isUndecided(event)) {
                                unknown.put(wait.key(), left.get(wait));
                                left.remove(wait);
                            } else if (stops(own.marked(event), wait)) {
                                stops.put(wait.key(), event);
                                left.remove(wait);
                            }
                        });
            }
        }

        private OwnEvents own(Collection<CrmEvent> events) {
            var tasks = events.stream()
                    .flatMap(event -> OwnEvents.task(event).stream())
                    .collect(Collectors.toSet());
            return new OwnEvents(
                    tasks.isEmpty()
                            ? Map.of()
                            : invocation
                                    .ledger()
                                    .history(Set.of(), tasks, List.of(), List.of())
                                    .traces(),
                    invocation.state().pendingCommands());
        }

        private boolean stops(CrmEvent event, Wait wait) {
            return !isSame(event, wait.event()) && (book.stops(event, wait) || restarts(event, wait));
        }

        private boolean restarts(CrmEvent event, Wait wait) {
            return recovery.earliest(event.time(), invocation.state(), now)
                    .filter(recoveredAt -> book.restarts(event, wait, recoveredAt))
                    .isPresent();
        }

        /// Whether the list has the very event that began the wait.
        private static boolean isSame(CrmEvent event, CrmEvent start) {
            return event.key().equals(start.key())
                    || EventKey.coarse(event)
                            .filter(key -> EventKey.coarse(start).equals(Optional.of(key)))
                            .isPresent();
        }
    }
}
