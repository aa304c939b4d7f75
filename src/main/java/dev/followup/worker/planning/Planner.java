package dev.followup.worker.planning;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.followup.account.Account;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.BookText;
import dev.followup.ledger.HeardEvent;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.JournalNote;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.OpenCircuit;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.Walk;
import dev.followup.progress.ProgressListener;
import dev.followup.rule.DateSearch;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.store.BookVersion;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.Absence;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.IfLate;
import dev.followup.telemetry.LineLimit;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.intake.DeadLetters;
import dev.followup.worker.intake.ReceivedEvent;
import dev.followup.worker.planning.EventDeduplicator.DeduplicatedEvents;
import dev.followup.worker.planning.EventEnricher.EnrichmentResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The planning of events, for all events of a batch at once: deduplicate them, complete their facts, evaluate the
/// rules, and then write the resulting commands into the ledger.
@ApplicationScoped
public class Planner {

    private static final Logger LOG = Logger.getLogger(Planner.class);

    private final RuleBookStore books;
    private final EventDeduplicator deduplicator;
    private final EventEnricher enricher;
    private final DeadLetters deadLetters;
    private final Metrics metrics;
    private final ProgressListener progress;
    private final Clock clock;

    public Planner(
            RuleBookStore books,
            EventDeduplicator deduplicator,
            EventEnricher enricher,
            DeadLetters deadLetters,
            Metrics metrics,
            ProgressListener progress,
            Clock clock) {
        this.books = books;
        this.deduplicator = deduplicator;
        this.enricher = enricher;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.progress = progress;
        this.clock = clock;
    }

    /// Plans events. Nothing is written yet.
    ///
    /// @param state the account's state: its events that wait, and its commands that may have caused others
    /// @param received the events of this batch
    /// @param likely drafts that are probably written next, though not for these events: what they depend
    /// on is read with the rest
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be read
    /// @throws dev.followup.inbox.InboxUnavailableException if an event could be neither planned nor
    /// moved to the dead letters
    public EventPlan plan(
            CrmSession session,
            AccountLedger ledger,
            AccountState state,
            List<ReceivedEvent> received,
            List<DraftCommand> likely) {
        var plan = planUncounted(session, ledger, state, received, likely);
        metrics.set(session.account().name(), Metric.DEFERRED_EVENTS, plan.incompleteCount);
        return plan;
    }

    /// Plans what a walk has found, beside the events of the batch. Nothing is written yet.
    ///
    /// @param absences that people have reported
    /// @param waits what rules on dates are to wait for
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be read
    /// @throws dev.followup.inbox.InboxUnavailableException if an event could be neither planned nor
    /// moved to the dead letters
    public EventPlan planFound(
            CrmSession session,
            AccountLedger ledger,
            List<Absence> absences,
            List<ReceivedEvent> found,
            List<WaitRequest> waits) {
        var nothingElse = new AccountState(List.of(), true, List.of(), null, null, null, null, absences);
        return planUncounted(session, ledger, nothingElse, found, List.of()).waits(waits);
    }

    private EventPlan planUncounted(
            CrmSession session,
            AccountLedger ledger,
            AccountState state,
            List<ReceivedEvent> received,
            List<DraftCommand> likely) {
        var account = session.account();
        var version = books.version(account);
        var book = version.book().knowing(state.absences(), clock.instant());
        var plans = new IdentityHashMap<CrmEvent, Optional<Plan>>(); // asked twice
        Function<CrmEvent, Optional<Plan>> likelyPlan =
                event -> plans.computeIfAbsent(event, one -> likelyPlan(book, one));
        announce(ledger, version, likelyPlan, received);
        var deduplicated = deduplicator.deduplicate(ledger, book.kinds(), likelyPlan, likely, state, received);
        var enriched = enricher.enrich(session, book, deduplicated.toPlan());
        var planned = plan(account, book, enriched);
        var work = work(state, deduplicated, enriched, planned, version);
        return new EventPlan(
                planned,
                work.waits(beforeFirstWalks(book, ledger, work.waits()), List.of()),
                fates(deduplicated, enriched),
                Stream.concat(deduplicated.toPlan().stream(), deduplicated.held().stream())
                        .toList(),
                Stream.concat(deduplicated.held().stream(), enriched.incomplete().stream())
                        .map(PlannableEvent::event)
                        .toList(),
                enriched.incomplete().size(),
                state.openCircuit());
    }

    /// Has the journal ready for the events that rules will probably answer.
    private static void announce(
            AccountLedger ledger,
            BookVersion version,
            Function<CrmEvent, Optional<Plan>> likelyPlan,
            List<ReceivedEvent> received) {
        var listened = received.stream()
                .filter(one -> version.book().kinds().contains(one.event().kind()))
                .toList();
        if (!listened.isEmpty()) {
            ledger.announce(
                    text(version),
                    listened.stream()
                            .map(PlannableEvent::of)
                            .filter(one -> likelyPlan
                                    .apply(one.event())
                                    .filter(Plan::isAnswer)
                                    .isPresent())
                            .map(one -> heard(one, one, version.digest()))
                            .toList());
        }
    }

    /// The text of a book for the journal.
    public static BookText text(BookVersion version) {
        return new BookText(version.digest(), version.name(), version.text(), version.names());
    }

    private static HeardEvent heard(PlannableEvent asItCame, PlannableEvent planned, String book) {
        return HeardEvent.of(asItCame.event(), asItCame.storedAt()).journalled(entry(planned, book));
    }

    private static JournalEntry entry(PlannableEvent planned, String book) {
        return JournalEntry.of(planned.event(), planned.storedAt(), planned.isRecovered(), book);
    }

    /// What events ask of waits, as long as rules on dates have not looked at all that is in the CRM: what
    /// should have fired before such a rule was there is left to its first walk.
    private static List<WaitRequest> beforeFirstWalks(RuleBook book, AccountLedger ledger, List<WaitRequest> waits) {
        if (waits.stream().noneMatch(Planner::isLate)) {
            return waits;
        }
        var walks = ledger.walks().stream().collect(toMap(Walk::rule, walk -> walk));
        return waits.stream()
                .map(request -> request instanceof Follow follow && isLate(follow) && !isSeen(book, walks, follow)
                        ? follow.ifLate(IfLate.LEAVE)
                        : request)
                .toList();
    }

    private static boolean isLate(WaitRequest request) {
        return request instanceof Follow follow && follow.dates().stream().anyMatch(follow::isLate);
    }

    private static boolean isSeen(RuleBook book, Map<String, Walk> walks, Follow follow) {
        var walk = walks.get(follow.rule());
        return walk != null
                && book.walk(follow.rule(), walk.slot())
                        .filter(rule -> rule.search() instanceof DateSearch search && walk.isOf(search.date()))
                        .isPresent()
                && walk.hasSeen(Long.parseLong(follow.subject().id()));
    }

    /// The plan that the rules make of an event, if it has all facts that they need.
    private static Optional<Plan> likelyPlan(RuleBook book, CrmEvent event) {
        try {
            return book.missing(event).isEmpty() ? Optional.of(book.plan(event)) : Optional.empty();
        } catch (RuntimeException | StackOverflowError _) {
            return Optional.empty(); // a bug that this event triggers is logged when it is planned
        }
    }

    /// Writes the plan's commands into the ledger. With that, its events are done.
    ///
    /// @param scheduledUntil until when the scheduled rules have been evaluated; `null` if they were not
    /// @param walks how far rules have come through the entities of the account
    /// @param selection which of the new commands are marked as sent with that
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be written
    /// @throws dev.followup.ledger.LeaseLostException if another invocation has taken over the account
    public WriteResult writeDown(
            AccountLedger ledger,
            EventPlan plan,
            @Nullable Instant scheduledUntil,
            List<Walk> walks,
            SendSelection selection) {
        var work = plan.work.scheduledUntil(scheduledUntil).walks(walks);
        return work.isEmpty() ? WriteResult.NOTHING : ledger.write(work, selection);
    }

    /// Sets aside what could not be written, and logs and counts what became of the events.
    ///
    /// @throws dev.followup.inbox.InboxUnavailableException if an event that is too large for the ledger
    /// could not be moved to the dead letters
    public void conclude(Account account, EventPlan plan, WriteResult written) {
        setAside(account, plan, written.tooLarge());
        plan.events.forEach(one -> PlanningLog.limitReached(one.source.event(), one.plan, written));
        plan.events.forEach(one -> PlanningLog.tooManyWaits(one.source.event(), written));
        plan.fates.forEach(fate -> progress.notPlanned(fate.event(), fate.words()));
        var fates = new ArrayList<>(plan.fates);
        for (var one : plan.events) {
            one.fate(written, plan.openCircuit).ifPresent(fate -> {
                fates.add(fate);
                progress.planned(one.source.event(), one.source.storedAt(), one.plan, written, fate.words());
            });
        }
        PlanningLog.fates(fates);
        metrics.add(account.name(), Metric.EVENTS_RECEIVED, plan.receivedCount());
    }

    /// Moves the events that are too large for the ledger to the dead letters.
    private void setAside(Account account, EventPlan plan, Set<String> tooLarge) {
        plan.sources.stream()
                .filter(source -> tooLarge.contains(source.key()))
                .forEach(source -> setAside(
                        account,
                        source,
                        "event " + source.key() + ", or the text of a task for it, is too large for the ledger"));
    }

    /// Moves an event to the dead letters: its message, or the event itself if it waited in the ledger or if a tick has
    /// found it.
    private void setAside(Account account, PlannableEvent source, String reason) {
        var receipt = source.receipt();
        boolean isFound = source.isRecovered() || source.event().kind().isScheduled();
        deadLetters.add(account, source.event(), receipt == null || isFound ? null : receipt.message(), reason);
    }

    private List<PlannedEvent> plan(Account account, RuleBook book, EnrichmentResult enriched) {
        PlanningLog.withoutFacts(enriched);
        var planned = new ArrayList<PlannedEvent>();
        var warnings = new LineLimit();
        for (var one : enriched.complete()) {
            var event = one.event();
            try {
                var plan = book.plan(event, one.storedAt());
                PlanningLog.warnings(event, plan, warnings);
                planned.add(new PlannedEvent(one, plan));
            } catch (RuntimeException | StackOverflowError e) {
                // A bug that one event triggers must not stop its account: the next event is planned.
                LOG.errorf(
                        e,
                        "%s: planning %s failed, probably by a bug. The event is moved to the dead letters, the next"
                                + " one is planned",
                        event.account(),
                        event.key());
                setAside(account, one, "planning " + event.key() + " failed; the log contains the error");
            }
        }
        PlanningLog.notLogged(account, warnings);
        return planned;
    }

    private static PlannedWork work(
            AccountState state,
            DeduplicatedEvents deduplicated,
            EnrichmentResult enriched,
            List<PlannedEvent> planned,
            BookVersion version) {
        var deferredBefore = state.deferredEvents().stream()
                .map(deferred -> deferred.event().key())
                .collect(toSet());
        var original = deduplicated.toPlan().stream().collect(toMap(PlannableEvent::key, one -> one));
        var settled = enriched.complete().stream().map(PlannableEvent::key).collect(toSet());
        settled.retainAll(deferredBefore);
        return new PlannedWork(
                        planned.stream()
                                .flatMap(one -> one.plan.drafts().stream())
                                .toList(),
                        Stream.concat(
                                        deduplicated.held().stream(),
                                        enriched.incomplete().stream()
                                                .map(one -> original.getOrDefault(one.key(), one)))
                                .filter(one -> !deferredBefore.contains(one.key()))
                                .map(PlannableEvent::deferred)
                                .toList(),
                        settled,
                        deduplicated.completed(),
                        deduplicated.reopened(),
                        null)
                .causes(causes(planned))
                .heard(heard(enriched, original, planned, version.digest()))
                .waits(
                        planned.stream()
                                .flatMap(one -> one.plan.waits().stream())
                                .toList(),
                        List.of())
                .notes(notes(deduplicated, version.book()));
    }

    private static Map<String, CommandCause> causes(List<PlannedEvent> planned) {
        return planned.stream()
                .filter(PlannedEvent::isAnswered)
                .collect(toMap(
                        one -> one.source.key(),
                        one -> CommandCause.of(one.source.event(), one.source.storedAt()),
                        (first, _) -> first));
    }

    /// The events that leave a record, also those that cannot be planned because of a bug. Of events of the clock,
    /// and of recovered ones, only those have one that a rule answers: no webhook will repeat the others.
    private static List<HeardEvent> heard(
            EnrichmentResult enriched, Map<String, PlannableEvent> original, List<PlannedEvent> planned, String book) {
        var answered = answered(planned);
        var plannedKeys = planned.stream().map(one -> one.source.key()).collect(toSet());
        return enriched.complete().stream()
                .filter(one -> answered.contains(one.key())
                        || (!one.isRecovered() && !one.event().kind().isScheduled()))
                .map(one -> plannedKeys.contains(one.key())
                        ? heard(original.getOrDefault(one.key(), one), one, book)
                        : unplanned(original.getOrDefault(one.key(), one), one, book))
                .toList();
    }

    /// The record of an event that could not be planned because of a bug: it is planned when it is sent again.
    private static HeardEvent unplanned(PlannableEvent asItCame, PlannableEvent enriched, String book) {
        var remark = new JournalEntry.Remark(
                null, enriched.storedAt(), "could not be planned, and is in the dead letters", null);
        return HeardEvent.of(asItCame.event(), asItCame.storedAt())
                .journalled(entry(enriched, book).with(remark))
                .unplanned();
    }

    /// What happened to the events that are not planned, as far as rules listen to them.
    private static List<JournalNote> notes(DeduplicatedEvents deduplicated, RuleBook book) {
        return deduplicated.fates().stream()
                .filter(fate -> book.kinds().contains(fate.event().kind()))
                .flatMap(fate -> fate.note().stream())
                .toList();
    }

    /// What became of the events that are not planned. An event that waited before has had its line.
    private static List<EventFate> fates(DeduplicatedEvents deduplicated, EnrichmentResult enriched) {
        var fates = new ArrayList<>(deduplicated.fates());
        deduplicated.held().stream()
                .filter(one -> one.receipt() != null)
                .forEach(one -> fates.add(EventFate.held(one)));
        enriched.incomplete().stream()
                .filter(one -> one.receipt() != null)
                .forEach(one ->
                        fates.add(EventFate.waiting(one, enriched.missing().get(one.key()))));
        return fates;
    }

    private static Set<String> answered(List<PlannedEvent> planned) {
        return planned.stream()
                .filter(PlannedEvent::isAnswered)
                .map(one -> one.source.key())
                .collect(toUnmodifiableSet());
    }

    /// The plan for the events of a batch.
    ///
    /// @param events each with the rules' plan for it
    /// @param work what is to be written
    /// @param fates what became of the events that are not planned
    /// @param sources all events that were to be planned, as they came
    /// @param undecided the events of this batch and of earlier ones that cannot be planned yet
    /// @param incompleteCount how many of them wait for facts
    /// @param openCircuit the account's circuit, for which new commands wait; `null` while it is closed
    public record EventPlan(
            List<PlannedEvent> events,
            PlannedWork work,
            List<EventFate> fates,
            List<PlannableEvent> sources,
            List<CrmEvent> undecided,
            int incompleteCount,
            @Nullable OpenCircuit openCircuit) {

        /// The same with what rules on dates are to wait for besides.
        private EventPlan waits(List<WaitRequest> more) {
            var all = Stream.concat(work.waits().stream(), more.stream()).toList();
            return new EventPlan(
                    events, work.waits(all, List.of()), fates, sources, undecided, incompleteCount, openCircuit);
        }

        /// The keys of the events for which rules fire, whether their commands are new or not.
        public Set<String> answered() {
            return Planner.answered(events);
        }

        /// The number of received events, without repeats. Recovered events count if a rule answers them.
        private long receivedCount() {
            return events.stream()
                            .filter(one -> one.source.receipt() != null)
                            .filter(one -> !one.source.isRecovered() || one.isAnswered())
                            .count()
                    + fates.stream().filter(EventFate::isNew).count();
        }
    }

    /// An event and its plan.
    record PlannedEvent(PlannableEvent source, Plan plan) {

        boolean isAnswered() {
            return plan.isAnswer();
        }

        /// What became of the event; empty for one that is not worth a line: the clock, or the CRM's event log,
        /// has it, and no rule fires.
        Optional<EventFate> fate(WriteResult written, @Nullable OpenCircuit openCircuit) {
            var answer = EventFate.answered(source, plan, written, openCircuit);
            if (answer.isPresent()) {
                return answer;
            }
            return source.event().kind().isScheduled() || source.isRecovered()
                    ? Optional.empty()
                    : Optional.of(EventFate.unanswered(source));
        }
    }
}
