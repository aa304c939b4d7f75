package dev.followup.worker.planning;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.followup.account.Account;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.inbox.InboxMessage;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.CommandCause;
import dev.followup.telemetry.LineLimit;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import dev.followup.worker.intake.DeadLetters;
import dev.followup.worker.intake.ReceivedEvent;
import dev.followup.worker.planning.EventDeduplicator.DeduplicatedEvents;
import dev.followup.worker.planning.EventEnricher.EnrichmentResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Ledger ledger;
    private final DeadLetters deadLetters;
    private final Metrics metrics;

    public Planner(
            RuleBookStore books,
            EventDeduplicator deduplicator,
            EventEnricher enricher,
            Ledger ledger,
            DeadLetters deadLetters,
            Metrics metrics) {
        this.books = books;
        this.deduplicator = deduplicator;
        this.enricher = enricher;
        this.ledger = ledger;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    /// Plans events. Nothing is written yet.
    ///
    /// @param deferred events of earlier batches that had to wait for facts, as the ledger has them
    /// @param received the events of this batch
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be read
    /// @throws dev.followup.inbox.InboxUnavailableException if an event could be neither planned nor
    /// moved to the dead letters
    public EventPlan plan(CrmSession session, List<CrmEvent> deferred, List<ReceivedEvent> received) {
        var account = session.account();
        var receivedByKey = received.stream().collect(toMap(one -> one.event().key(), one -> one, (first, _) -> first));
        var deduplicated = deduplicator.deduplicate(
                account, deferred, received.stream().map(ReceivedEvent::event).toList());
        var book = books.of(account);
        var enriched = enricher.enrich(
                session,
                book,
                Stream.of(deferred, deduplicated.events()).flatMap(List::stream).toList());
        metrics.set(
                account.name(), Metric.DEFERRED_EVENTS, enriched.incomplete().size());
        var planned = plan(account, book, enriched.complete(), receivedByKey);
        return new EventPlan(
                planned,
                work(deferred, deduplicated, enriched, planned),
                count(deduplicated.events(), received, planned));
    }

    /// Writes the plan's commands into the ledger. With that, its events are done.
    ///
    /// @param scheduledUntil until when the scheduled rules have been evaluated; `null` if they were not
    /// @return the new commands, in their order: of an event that was written before, none
    /// @throws dev.followup.ledger.LedgerUnavailableException if the ledger could not be written
    public List<PendingCommand> writeDown(Account account, EventPlan plan, @Nullable Instant scheduledUntil) {
        var work = plan.work.scheduledUntil(scheduledUntil);
        var written = work.isEmpty() ? WriteResult.NOTHING : ledger.write(account.name(), work);
        var overLimit = new LineLimit();
        plan.events.forEach(one -> PlanningLog.written(one.event, one.plan, written, overLimit));
        metrics.add(account.name(), Metric.EVENTS_RECEIVED, plan.receivedCount);
        return written.added();
    }

    private List<PlannedEvent> plan(
            Account account, RuleBook book, List<CrmEvent> events, Map<String, ReceivedEvent> receivedByKey) {
        var planned = new ArrayList<PlannedEvent>();
        var warnings = new LineLimit();
        for (var event : events) {
            var receipt = receivedByKey.get(event.key());
            try {
                var plan = book.plan(event);
                PlanningLog.planned(event, plan, receipt != null && receipt.isRecovered(), warnings);
                planned.add(new PlannedEvent(event, plan, receipt == null ? null : receipt.message()));
            } catch (RuntimeException e) {
                // A bug that one event triggers must not stop its account: the next event is planned.
                LOG.errorf(
                        e,
                        "%s: planning %s failed, probably by a bug. The event is moved to the dead letters, the next"
                                + " one is planned",
                        event.account(),
                        event.key());
                deadLetters.add(account, event, receipt == null ? null : receipt.message());
            }
        }
        PlanningLog.notLogged(account, warnings);
        return planned;
    }

    private static PlannedWork work(
            List<CrmEvent> deferred,
            DeduplicatedEvents deduplicated,
            EnrichmentResult enriched,
            List<PlannedEvent> planned) {
        var deferredBefore = keys(deferred);
        var settled = keys(enriched.complete());
        settled.retainAll(deferredBefore);
        return new PlannedWork(
                planned.stream().flatMap(one -> one.plan.drafts().stream()).toList(),
                enriched.incomplete().stream()
                        .filter(event -> !deferredBefore.contains(event.key()))
                        .toList(),
                settled,
                deduplicated.completed(),
                deduplicated.reopened(),
                null,
                causes(planned));
    }

    private static Map<String, CommandCause> causes(List<PlannedEvent> planned) {
        return planned.stream()
                .filter(PlannedEvent::isAnswered)
                .collect(toMap(
                        one -> one.event.key(),
                        one -> CommandCause.of(one.event, one.message == null ? null : one.message.sentAt()),
                        (first, _) -> first));
    }

    /// The number of received events. Events that were recovered and not answered do not count.
    private static long count(List<CrmEvent> events, List<ReceivedEvent> received, List<PlannedEvent> planned) {
        var answered = answered(planned);
        var unanswered = received.stream()
                .filter(ReceivedEvent::isRecovered)
                .map(one -> one.event().key())
                .filter(key -> !answered.contains(key))
                .collect(toSet());
        return events.stream()
                .filter(event -> !unanswered.contains(event.key()))
                .count();
    }

    private static Set<String> answered(List<PlannedEvent> planned) {
        return planned.stream()
                .filter(PlannedEvent::isAnswered)
                .map(one -> one.event.key())
                .collect(toUnmodifiableSet());
    }

    private static Set<String> keys(Collection<CrmEvent> events) {
        return events.stream().map(CrmEvent::key).collect(toSet());
    }

    /// The plan for the events of a batch.
    ///
    /// @param events each with the rules' plan for it
    /// @param work what is to be written
    /// @param receivedCount how many events count as received
    public record EventPlan(List<PlannedEvent> events, PlannedWork work, long receivedCount) {

        /// The keys of the events for which rules fire, whether their commands are new or not.
        public Set<String> answered() {
            return Planner.answered(events);
        }
    }

    /// An event and its plan.
    ///
    /// @param message the message with which it was received; `null` if it was deferred
    record PlannedEvent(CrmEvent event, Plan plan, @Nullable InboxMessage message) {

        boolean isAnswered() {
            return !plan.drafts().isEmpty();
        }
    }
}
