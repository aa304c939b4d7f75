package dev.followup.worker.recovery;

import dev.followup.account.Account;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.eventlog.EventLogSlice;
import dev.followup.crm.eventlog.RecordedEvent;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleVerdict;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.worker.planning.EventDeduplicator;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Tells which events of the CRM's list came by no hook: rules answer them, and the ledger knows of no answer.
///
/// An event that no rule answered leaves no trace when its hook comes, so it looks missed later. It is looked at
/// as it was when it happened, and so no rule answers it then, either.
@ApplicationScoped
public class MissedEventFinder {

    /// Events that are gone into at a time: every ten of them may take a request.
    static final int MOST = 50;

    private static final Logger LOG = Logger.getLogger(MissedEventFinder.class);

    private final RuleBookStore books;
    private final CrmEventLog list;
    private final IncomingLeadFilter incoming;
    private final EventReconstructor hindsight;
    private final EventDeduplicator deduplicator;
    private final Ledger ledger;
    private final RecordedEventMapper mapper = new RecordedEventMapper(MissedEventRecovery.LAST_WEBHOOK);

    public MissedEventFinder(
            RuleBookStore books,
            CrmEventLog list,
            IncomingLeadFilter incoming,
            EventReconstructor hindsight,
            EventDeduplicator deduplicator,
            Ledger ledger) {
        this.books = books;
        this.list = list;
        this.incoming = incoming;
        this.hindsight = hindsight;
        this.deduplicator = deduplicator;
        this.ledger = ledger;
    }

    /// What was missed.
    ///
    /// @param events all that is to be planned of it
    /// @param until until when nothing else was missed
    record RecoveredEvents(List<CrmEvent> events, Instant until) {
        RecoveredEvents {
            events = List.copyOf(events);
        }
    }

    /// What was missed after one moment and not after another, or of the beginning of that time.
    ///
    /// @param heard keys of what was heard and is not in the ledger yet
    CrmResult<RecoveredEvents> between(CrmSession session, Instant after, Instant until, Set<String> heard) {
        var book = books.of(session.account());
        var kinds = CrmEventLog.listed(book.kinds());
        if (kinds.isEmpty()) {
            return new CrmResult.All<>(new RecoveredEvents(List.of(), until));
        }
        return switch (list.recordedEvents(session, kinds, after, until)) {
            case CrmResult.Failed(var why) -> new CrmResult.Failed<>(why);
            case CrmResult.All(var slice) -> {
                var unheard = unheard(session.account(), book, slice.recordedEvents(), heard);
                yield switch (incoming.without(session, unheard)) {
                    case CrmResult.Failed(var why) -> new CrmResult.Failed<>(why);
                    case CrmResult.All(var rest) ->
                        closely(session, book, new EventLogSlice(rest, slice.until()).atMost(MOST));
                };
            }
        };
    }

    /// Those that rules may answer and have not answered, whichever hook may have told of them.
    private List<RecordedEvent> unheard(
            Account account, RuleBook book, List<RecordedEvent> recordedEvents, Set<String> heard) {
        var keys = new LinkedHashMap<RecordedEvent, Set<String>>();
        recordedEvents.stream()
                .filter(recorded ->
                        !IncomingLeadFilter.mayHaveBrought(recorded) && mayBeAnswered(account, book, recorded))
                .forEach(recorded -> keys.put(recorded, mapper.keys(account.name(), recorded)));
        var asked = new HashSet<String>();
        keys.values().forEach(asked::addAll);
        var known = new HashSet<>(heard);
        known.addAll(ledger.answeredEvents(account.name(), asked));
        return keys.keySet().stream()
                .filter(recorded -> Collections.disjoint(keys.getOrDefault(recorded, Set.of()), known))
                .toList();
    }

    /// What tasks are like must be fetched first.
    private boolean mayBeAnswered(Account account, RuleBook book, RecordedEvent recorded) {
        return recorded.kind().isOfTask()
                || isAnswered(() -> book.explain(mapper.event(account.name(), recorded, null)));
    }

    /// Whether a rule fires, or may once more is known. A bug that an event meets is told where it is planned.
    private static boolean isAnswered(Supplier<Plan> plan) {
        try {
            return plan.get().verdicts().stream()
                    .anyMatch(verdict -> verdict.decision() != RuleVerdict.Decision.DOES_NOT_FIRE);
        } catch (RuntimeException _) {
            return true;
        }
    }

    private CrmResult<RecoveredEvents> closely(CrmSession session, RuleBook book, EventLogSlice slice) {
        return switch (hindsight.of(session, book, slice.recordedEvents())) {
            case CrmResult.Failed(var why) -> new CrmResult.Failed<>(why);
            case CrmResult.All(var events) -> {
                var missed = deduplicator.of(session.account(), List.of(), events).events().stream()
                        .filter(event -> isAnswered(() -> book.plan(event)))
                        .toList();
                missed.forEach(event -> LOG.warnf(
                        "%s: %s of %s at %s came by no hook, caught up on",
                        event.account(),
                        event.kind(),
                        event.entity() == null ? event.key() : event.entity(),
                        event.time()));
                yield new CrmResult.All<>(new RecoveredEvents(missed, slice.until()));
            }
        };
    }
}
