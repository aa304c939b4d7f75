package dev.followup.worker.recovery;

import dev.followup.account.Account;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.eventlog.EventLogSlice;
import dev.followup.crm.eventlog.RecordedEvent;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.event.EventKind;
import dev.followup.ledger.Ledger;
import dev.followup.rule.RuleBook;
import dev.followup.rule.store.RuleBookStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The search for missed events: events in the CRM's event log that a rule may answer and that the ledger does
/// not know.
///
/// An event that the book's former rules did not listen to has no record, so it looks missed. Events are
/// reconstructed as they were when they happened.
@ApplicationScoped
public class MissedEventFinder {

    /// The maximum number of events that are reconstructed at a time: every ten of them may take a request.
    static final int MAX_EVENTS = 50;

    private final RuleBookStore books;
    private final CrmEventLog eventLog;
    private final IncomingLeadFilter incomingLeads;
    private final EventReconstructor reconstructor;
    private final Ledger ledger;
    private final RecordedEventMapper mapper = new RecordedEventMapper(MissedEventRecovery.WEBHOOK_RETRY_PERIOD);

    public MissedEventFinder(
            RuleBookStore books,
            CrmEventLog eventLog,
            IncomingLeadFilter incoming,
            EventReconstructor reconstructor,
            Ledger ledger) {
        this.books = books;
        this.eventLog = eventLog;
        this.incomingLeads = incoming;
        this.reconstructor = reconstructor;
        this.ledger = ledger;
    }

    /// Events that may have been missed.
    ///
    /// @param events the events to plan, as they were when they happened
    /// @param until until when no other event was missed
    public record Candidates(List<CrmEvent> events, Instant until) {
        public Candidates {
            events = List.copyOf(events);
        }
    }

    /// The events that may have been missed in a time span, which includes its end and not its begin.
    ///
    /// @param received events that were received and are not recorded in the ledger yet: their times, by
    /// their keys and coarse keys
    public CrmResult<Candidates> between(
            CrmSession session, Instant after, Instant until, Map<String, Instant> received) {
        var book = books.of(session.account());
        // the event log contains too little about tasks to decide
        var search = new Search(book.kinds(), event -> event.kind().isOfTask() || mayFireRule(book, event), _ -> true);
        return between(session, search, after, until, received);
    }

    /// What is searched for.
    ///
    /// @param kinds the kinds of the events
    /// @param isWanted whether an event is wanted, by what the event log contains. It knows the task of
    /// an event, and nothing else of tasks
    /// @param isWantedOfTask whether an event of a task is wanted, by the task. Asked before anything
    /// else is fetched
    public record Search(Set<EventKind> kinds, Predicate<CrmEvent> isWanted, Predicate<CrmEvent> isWantedOfTask) {}

    /// The events that are searched for and may have been missed in a time span, which includes its end.
    ///
    /// @param received events that were received and are not recorded in the ledger yet: their times, by
    /// their keys and coarse keys
    public CrmResult<Candidates> between(
            CrmSession session, Search search, Instant after, Instant until, Map<String, Instant> received) {
        var kinds = CrmEventLog.listed(search.kinds);
        if (kinds.isEmpty()) {
            return new CrmResult.All<>(new Candidates(List.of(), until));
        }
        var book = books.of(session.account());
        return switch (eventLog.recordedEvents(session, kinds, after, until)) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var slice) -> {
                var unheard = unheard(session.account(), search, slice.recordedEvents(), received);
                yield switch (incomingLeads.withoutIncomingLeads(session, unheard)) {
                    case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
                    case CrmResult.All(var rest) ->
                        reconstruct(session, book, search, new EventLogSlice(rest, slice.until()));
                };
            }
        };
    }

    /// The events that rules may answer and that no webhook has reported, by all keys under which a webhook may
    /// have reported them.
    private List<RecordedEvent> unheard(
            Account account, Search search, List<RecordedEvent> recordedEvents, Map<String, Instant> received) {
        var candidates = recordedEvents.stream()
                .filter(recorded -> !IncomingLeadFilter.mayBeIncomingLead(recorded)
                        && search.isWanted.test(mapper.event(account.name(), recorded, null)))
                .toList();
        var keys = candidates.stream()
                .flatMap(recorded -> mapper.keys(account.name(), recorded).stream())
                .collect(Collectors.toSet());
        var heard = new HashMap<>(received);
        ledger.heardEvents(account.name(), keys).forEach((key, record) -> heard.put(key, record.time()));
        return candidates.stream()
                .filter(recorded -> !mapper.isHeard(account.name(), recorded, heard))
                .toList();
    }

    private static boolean mayFireRule(RuleBook book, CrmEvent event) {
        try {
            return book.mayAnswer(event);
        } catch (RuntimeException _) {
            return true; // a bug that this event triggers is logged when it is planned
        }
    }

    /// Reconstructs the wanted events of a slice, and leaves out its later part if they are too many.
    private CrmResult<Candidates> reconstruct(CrmSession session, RuleBook book, Search search, EventLogSlice slice) {
        return switch (reconstructor.tasks(session, slice.recordedEvents())) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var tasks) -> {
                var wanted = new EventLogSlice(
                                reconstructor.ofTasks(
                                        session.account(), slice.recordedEvents(), tasks, search.isWantedOfTask),
                                slice.until())
                        .atMost(MAX_EVENTS);
                yield switch (reconstructor.reconstruct(session, book, wanted.recordedEvents(), tasks)) {
                    case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
                    case CrmResult.All(var events) -> new CrmResult.All<>(new Candidates(events, wanted.until()));
                };
            }
        };
    }
}
