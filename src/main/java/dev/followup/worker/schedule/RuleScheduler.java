package dev.followup.worker.schedule;

import static java.util.stream.Collectors.toMap;

import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.task.CrmTasks;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Walk;
import dev.followup.ledger.Walk.Dates;
import dev.followup.rule.DateSearch;
import dev.followup.rule.DueRule;
import dev.followup.rule.EntitySearch;
import dev.followup.rule.RuleBook;
import dev.followup.rule.TaskSearch;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.PersonFinds;
import dev.followup.task.Task;
import dev.followup.telemetry.LogTime;
import dev.followup.worker.intake.DecodedMessage.ClockTick;
import dev.followup.worker.intake.ReceivedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The scheduler of the rules that run by the clock: at a tick, it makes an event for each rule that is due, or
/// for each task that such a rule finds, and begins the walks of rules that look for leads and other entities, or for
/// dates.
@ApplicationScoped
public class RuleScheduler {

    /// How far an account's first tick looks back: as far as the tick before it would have been.
    private static final Duration FIRST_LOOK_BACK = Duration.ofMinutes(1);

    /// How often rules on dates look for entities whose date no webhook has reported.
    private static final Duration BETWEEN_WALKS = Duration.ofDays(7);

    private static final Logger LOG = Logger.getLogger(RuleScheduler.class);

    private final RuleBookStore books;
    private final CrmTasks crm;
    private final PersonEvents personEvents;

    public RuleScheduler(RuleBookStore books, CrmTasks crm, PersonEvents personEvents) {
        this.books = books;
        this.crm = crm;
        this.personEvents = personEvents;
    }

    /// The events that are due at a tick, and the walks that begin. A tick covers missing ticks before it, once for
    /// each rule; a tick that is received again begins nothing.
    ///
    /// @param state the account's state: until when scheduled rules have been evaluated, and who is away
    public DueEvents dueEvents(CrmSession session, AccountLedger ledger, AccountState state, ClockTick message) {
        var account = session.account();
        var scheduledUntil = state.scheduledUntil();
        var book = books.of(account).knowing(state.absences(), null);
        var walks = book.hasWalks() ? ledger.walks() : List.<Walk>of();
        var time = message.tick().time();
        var after = scheduledUntil == null ? time.minus(FIRST_LOOK_BACK) : scheduledUntil;
        if (!time.isAfter(after)) {
            return new DueEvents(List.of(), null, List.of(), unfinished(walks));
        }
        var events = new ArrayList<CrmEvent>();
        var begun = new ArrayList<Walk>();
        boolean isComplete = true;
        for (var rule : book.due(after, time)) {
            switch (rule.search()) {
                case null -> events.add(rule.event(account.name()));
                case EntitySearch _ -> begin(account.name(), rule, walks).ifPresent(begun::add);
                case DateSearch _ -> throw new IllegalStateException("runs by no clock: " + rule);
                case TaskSearch search -> {
                    switch (find(session, book, rule, search)) {
                        case CrmResult.All(var found) -> events.addAll(found);
                        case CrmResult.Failed(var failure) -> {
                            failure.log(account.name(), "rule " + rule.rule() + " of " + rule.slot());
                            isComplete = false;
                        }
                    }
                }
            }
        }
        for (var rule : book.onDates(time)) {
            if (rule.search() instanceof DateSearch search) {
                begin(rule, search, walks).ifPresent(begun::add);
            }
        }
        // The first tick of an account is recorded even if a rule failed: the next one begins there.
        var until = isComplete ? time : scheduledUntil == null ? after : null;
        var received = events.stream()
                .map(event -> new ReceivedEvent(event, message.message()))
                .toList();
        return new DueEvents(
                received,
                until,
                begun,
                unfinished(Stream.concat(begun.stream(), walks.stream()).toList()));
    }

    /// The walks that are not over, each once, in the order in which they were due.
    private static List<Walk> unfinished(List<Walk> walks) {
        var byRule = walks.stream().collect(toMap(Walk::rule, walk -> walk, (first, _) -> first));
        return byRule.values().stream()
                .filter(walk -> !walk.isOver())
                .sorted(Comparator.comparing(Walk::slot).thenComparing(Walk::rule))
                .toList();
    }

    /// The begin of a rule's walk; empty if it has begun before, or if the rule's last walk is not over yet.
    private static Optional<Walk> begin(String account, DueRule rule, List<Walk> walks) {
        var last = last(rule, walks).filter(walk -> walk.dates() == null);
        if (last.isEmpty() || (last.get().isOver() && last.get().slot().isBefore(rule.slot()))) {
            return Optional.of(Walk.begin(rule.key(), rule.slot()));
        }
        if (last.get().slot().isBefore(rule.slot())) {
            LOG.warnf(
                    "%s: rule %s leaves out its run of %s, since that of %s is not over: %d entities are read. Let it run"
                            + " less often",
                    account,
                    rule.rule(),
                    LogTime.of(rule.slot()),
                    LogTime.of(last.get().slot()),
                    last.get().position());
        }
        return Optional.empty();
    }

    /// The begin of the walk of a rule on a date: at once if the rule, or its date, is new, and then every week.
    private static Optional<Walk> begin(DueRule rule, DateSearch search, List<Walk> walks) {
        var last = last(rule, walks).filter(walk -> walk.isOf(search.date()));
        boolean isDue = last.map(walk ->
                        walk.isOver() && !rule.slot().isBefore(walk.slot().plus(BETWEEN_WALKS)))
                .orElse(true);
        return isDue
                ? Optional.of(Walk.begin(rule.key(), rule.slot(), new Dates(search.date(), last.isEmpty())))
                : Optional.empty();
    }

    private static Optional<Walk> last(DueRule rule, List<Walk> walks) {
        return walks.stream().filter(walk -> walk.rule().equals(rule.key())).findFirst();
    }

    /// The events of the tasks that a rule finds.
    private CrmResult<List<CrmEvent>> find(CrmSession session, RuleBook book, DueRule rule, TaskSearch search) {
        if (search.ofAway()) {
            return new CrmResult.All<>(List.of()); // nobody is away
        }
        return switch (crm.find(session, search.query(rule.slot()))) {
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
            case CrmResult.All(var all) -> {
                var tasks = all.stream()
                        .filter(task -> search.wants(task, rule.slot()))
                        .toList();
                if (!rule.perPerson()) {
                    var account = session.account().name();
                    var events = tasks.stream()
                            .map(task -> rule.event(account, task))
                            .toList();
                    yield new CrmResult.All<>(limited(account, book, rule, events));
                }
                yield switch (personEvents.of(session, rule, people(tasks))) {
                    case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
                    case CrmResult.All(var events) ->
                        new CrmResult.All<>(limited(session.account().name(), book, rule, events));
                };
            }
        };
    }

    private static Map<Long, PersonFinds> people(List<Task> tasks) {
        var people = new HashMap<Long, PersonFinds>();
        tasks.forEach(task -> people.put(
                task.responsible(),
                people.getOrDefault(task.responsible(), PersonFinds.NONE).and(task.text())));
        return people;
    }

    private static List<CrmEvent> limited(String account, RuleBook book, DueRule rule, List<CrmEvent> events) {
        if (events.size() <= rule.limit()) {
            return events;
        }
        var answered = events.stream().filter(book::mayAnswer).toList();
        if (answered.size() > rule.limit()) {
            WalkPortion.logBeyondLimit(account, rule, answered.size() - rule.limit(), true);
        }
        return answered.stream().limit(rule.limit()).toList();
    }

    /// The events that are due at a tick.
    ///
    /// @param events in the order of the rule book
    /// @param scheduledUntil until when all scheduled rules have been evaluated now, to be written down
    /// with the events' commands; `null` if the tick has no effect, or if the next one must evaluate a
    /// rule again
    /// @param begun the walks that begin, to be written down likewise
    /// @param walks all walks that are not over
    public record DueEvents(
            List<ReceivedEvent> events, @Nullable Instant scheduledUntil, List<Walk> begun, List<Walk> walks) {

        /// No event is due, and no rule was evaluated.
        public static final DueEvents NONE = new DueEvents(List.of(), null, List.of(), List.of());

        public DueEvents {
            events = List.copyOf(events);
            begun = List.copyOf(begun);
            walks = List.copyOf(walks);
        }
    }
}
