package dev.followup.worker.planning;

import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.PlannedWork;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.CommandCause;
import dev.followup.telemetry.Metric;
import dev.followup.worker.delivery.DeliveryLog;
import dev.followup.worker.intake.DeadLetters;
import dev.followup.worker.intake.DecodedMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Decides what follows from events, and writes it down.
@ApplicationScoped
public class Planner {

    private static final Logger LOG = Logger.getLogger(Planner.class);

    private final RuleBookStore books;
    private final EventDeduplicator deduplicator;
    private final EventEnricher facts;
    private final Ledger ledger;
    private final DeadLetters deadLetters;

    public Planner(
            RuleBookStore books,
            EventDeduplicator deduplicator,
            EventEnricher facts,
            Ledger ledger,
            DeadLetters deadLetters) {
        this.books = books;
        this.deduplicator = deduplicator;
        this.facts = facts;
        this.ledger = ledger;
        this.deadLetters = deadLetters;
    }

    /// Plans all events that messages tell of, at once, and those that have waited for their facts.
    ///
    /// @param waiting those that have waited
    /// @throws dev.followup.ledger.LedgerUnavailableException if the decisions could not be written down
    /// @throws dev.followup.inbox.InboxUnavailableException if an event could be neither planned nor parked
    public void plan(CrmSession session, List<CrmEvent> waiting, List<DecodedMessage> reported) {
        var account = session.account();
        var heard = reported.stream().flatMap(one -> one.events().stream()).toList();
        var recognised = deduplicator.of(account, waiting, heard);
        var book = books.of(account);
        var events =
                Stream.of(waiting, recognised.events()).flatMap(List::stream).toList();
        var findings = facts.complete(session, book, events);
        var planned = new ArrayList<Planned>();
        for (var event : findings.complete()) {
            planned(book, event).ifPresentOrElse(planned::add, () -> deadLetters.add(session, event, reported));
        }
        var decisions = new PlannedWork(
                planned.stream().flatMap(one -> one.plan.drafts().stream()).toList(),
                without(waiting, findings.incomplete()),
                settled(waiting, findings.complete()),
                recognised.completed(),
                recognised.reopened(),
                reported.stream()
                        .flatMap(one -> Stream.ofNullable(one.scheduledUntil()))
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                causes(reported, planned));
        if (!decisions.isEmpty()) {
            var written = ledger.write(account.name(), decisions);
            planned.forEach(one -> DeliveryLog.written(one.event, one.plan, written));
        }
        session.metrics().add(Metric.EVENTS_RECEIVED, recognised.events().size());
    }

    /// What the orders of those events answer that have some.
    private Map<String, CommandCause> causes(List<DecodedMessage> reported, List<Planned> planned) {
        var storedAt = new HashMap<String, Instant>();
        reported.forEach(one -> one.events()
                .forEach(event -> storedAt.put(event.key(), one.message().sentAt())));
        return planned.stream()
                .filter(one -> !one.plan.drafts().isEmpty())
                .map(Planned::event)
                .collect(Collectors.toMap(
                        CrmEvent::key,
                        event -> CommandCause.of(event, storedAt.get(event.key())),
                        (first, _) -> first));
    }

    /// Those that wait no longer: they are planned, or parked.
    private static Set<String> settled(List<CrmEvent> waiting, List<CrmEvent> complete) {
        var keys = keys(complete);
        return waiting.stream().map(CrmEvent::key).filter(keys::contains).collect(Collectors.toUnmodifiableSet());
    }

    /// Events but for those that are written down already.
    private static List<CrmEvent> without(List<CrmEvent> written, List<CrmEvent> events) {
        var keys = keys(written);
        return events.stream().filter(event -> !keys.contains(event.key())).toList();
    }

    private static Set<String> keys(List<CrmEvent> events) {
        return events.stream().map(CrmEvent::key).collect(Collectors.toSet());
    }

    private static Optional<Planned> planned(RuleBook book, CrmEvent event) {
        try {
            var plan = book.plan(event);
            DeliveryLog.planned(event, plan);
            return Optional.of(new Planned(event, plan));
        } catch (RuntimeException e) {
            // A bug that one event meets must not stop its lane: it is parked, the next one goes on.
            LOG.errorf(e, "%s: planning %s failed", event.account(), event.key());
            return Optional.empty();
        }
    }

    private record Planned(CrmEvent event, Plan plan) {}
}
