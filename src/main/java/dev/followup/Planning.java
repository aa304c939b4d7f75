package dev.followup;

import dev.followup.crm.Measure;
import dev.followup.crm.Visit;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.Decisions;
import dev.followup.ledger.Ledger;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.task.Occasion;
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
class Planning {

    private static final Logger LOG = Logger.getLogger(Planning.class);

    private final RuleBooks books;
    private final Recognition recognition;
    private final FactFinder facts;
    private final Ledger ledger;
    private final Parking parking;

    Planning(RuleBooks books, Recognition recognition, FactFinder facts, Ledger ledger, Parking parking) {
        this.books = books;
        this.recognition = recognition;
        this.facts = facts;
        this.ledger = ledger;
        this.parking = parking;
    }

    /// Plans all events that messages tell of, at once, and those that have waited for their facts.
    ///
    /// @param waiting those that have waited
    /// @throws dev.followup.ledger.LedgerUnavailableException if the decisions could not be written down
    /// @throws dev.followup.lane.LaneUnavailableException if an event could be neither planned nor parked
    void plan(Visit visit, List<CrmEvent> waiting, List<Told> told) {
        var account = visit.account();
        var heard = told.stream().flatMap(one -> one.events().stream()).toList();
        var recognised = recognition.of(account, waiting, heard);
        var book = books.of(account);
        var events =
                Stream.of(waiting, recognised.events()).flatMap(List::stream).toList();
        var findings = facts.complete(visit, book, events);
        var planned = new ArrayList<Planned>();
        for (var event : findings.complete()) {
            planned(book, event).ifPresentOrElse(planned::add, () -> parking.park(visit, event, told));
        }
        var decisions = new Decisions(
                planned.stream().flatMap(one -> one.plan.drafts().stream()).toList(),
                without(waiting, findings.incomplete()),
                settled(waiting, findings.complete()),
                recognised.completed(),
                recognised.reopened(),
                told.stream()
                        .flatMap(one -> Stream.ofNullable(one.ticked()))
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                occasions(told, planned));
        if (!decisions.isEmpty()) {
            var written = ledger.write(account.name(), decisions);
            planned.forEach(one -> Logbook.written(one.event, one.plan, written));
        }
        visit.tally().add(Measure.EVENTS, recognised.events().size());
    }

    /// What the orders of those events answer that have some.
    private Map<String, Occasion> occasions(List<Told> told, List<Planned> planned) {
        var storedAt = new HashMap<String, Instant>();
        told.forEach(one -> one.events()
                .forEach(event -> storedAt.put(event.key(), one.message().sentAt())));
        return planned.stream()
                .filter(one -> !one.plan.drafts().isEmpty())
                .map(Planned::event)
                .collect(Collectors.toMap(
                        CrmEvent::key, event -> Occasion.of(event, storedAt.get(event.key())), (first, _) -> first));
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
            Logbook.planned(event, plan);
            return Optional.of(new Planned(event, plan));
        } catch (RuntimeException e) {
            // A bug that one event meets must not stop its lane: it is parked, the next one goes on.
            LOG.errorf(e, "%s: planning %s failed", event.account(), event.key());
            return Optional.empty();
        }
    }

    private record Planned(CrmEvent event, Plan plan) {}
}
