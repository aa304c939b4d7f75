package dev.followup;

import dev.followup.account.Account;
import dev.followup.crm.CrmEvents;
import dev.followup.crm.Excerpt;
import dev.followup.crm.Found;
import dev.followup.crm.Visit;
import dev.followup.event.CrmEvent;
import dev.followup.event.Happening;
import dev.followup.ledger.Ledger;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.webhook.Retelling;
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
class Missed {

    /// Events that are gone into at a time: every ten of them may take a request.
    static final int MOST = 50;

    private static final Logger LOG = Logger.getLogger(Missed.class);

    private final RuleBooks books;
    private final CrmEvents list;
    private final IncomingLeads incoming;
    private final Hindsight hindsight;
    private final Recognition recognition;
    private final Ledger ledger;
    private final Retelling retelling = new Retelling(CatchUp.LAST_HOOK);

    Missed(
            RuleBooks books,
            CrmEvents list,
            IncomingLeads incoming,
            Hindsight hindsight,
            Recognition recognition,
            Ledger ledger) {
        this.books = books;
        this.list = list;
        this.incoming = incoming;
        this.hindsight = hindsight;
        this.recognition = recognition;
        this.ledger = ledger;
    }

    /// What was missed.
    ///
    /// @param events all that is to be planned of it
    /// @param until until when nothing else was missed
    record Finding(List<CrmEvent> events, Instant until) {
        Finding {
            events = List.copyOf(events);
        }
    }

    /// What was missed after one moment and not after another, or of the beginning of that time.
    ///
    /// @param heard keys of what was heard and is not in the ledger yet
    Found<Finding> between(Visit visit, Instant after, Instant until, Set<String> heard) {
        var book = books.of(visit.account());
        var kinds = CrmEvents.listed(book.kinds());
        if (kinds.isEmpty()) {
            return new Found.All<>(new Finding(List.of(), until));
        }
        return switch (list.happenings(visit, kinds, after, until)) {
            case Found.Failed(var why) -> new Found.Failed<>(why);
            case Found.All(var excerpt) -> {
                var unheard = unheard(visit.account(), book, excerpt.happenings(), heard);
                yield switch (incoming.without(visit, unheard)) {
                    case Found.Failed(var why) -> new Found.Failed<>(why);
                    case Found.All(var rest) -> closely(visit, book, new Excerpt(rest, excerpt.until()).atMost(MOST));
                };
            }
        };
    }

    /// Those that rules may answer and have not answered, whichever hook may have told of them.
    private List<Happening> unheard(Account account, RuleBook book, List<Happening> happenings, Set<String> heard) {
        var keys = new LinkedHashMap<Happening, Set<String>>();
        happenings.stream()
                .filter(happening ->
                        !IncomingLeads.mayHaveBrought(happening) && mayBeAnswered(account, book, happening))
                .forEach(happening -> keys.put(happening, retelling.keys(account.name(), happening)));
        var asked = new HashSet<String>();
        keys.values().forEach(asked::addAll);
        var known = new HashSet<>(heard);
        known.addAll(ledger.answered(account.name(), asked));
        return keys.keySet().stream()
                .filter(happening -> Collections.disjoint(keys.getOrDefault(happening, Set.of()), known))
                .toList();
    }

    /// What tasks are like must be fetched first.
    private boolean mayBeAnswered(Account account, RuleBook book, Happening happening) {
        return happening.kind().isOfTask()
                || isAnswered(() -> book.explain(retelling.event(account.name(), happening, null)));
    }

    /// Whether a rule fires, or may once more is known. A bug that an event meets is told where it is planned.
    private static boolean isAnswered(Supplier<Plan> plan) {
        try {
            return plan.get().verdicts().stream().anyMatch(verdict -> !Boolean.FALSE.equals(verdict.fires()));
        } catch (RuntimeException _) {
            return true;
        }
    }

    private Found<Finding> closely(Visit visit, RuleBook book, Excerpt excerpt) {
        return switch (hindsight.of(visit, book, excerpt.happenings())) {
            case Found.Failed(var why) -> new Found.Failed<>(why);
            case Found.All(var events) -> {
                var missed = recognition.of(visit.account(), List.of(), events).events().stream()
                        .filter(event -> isAnswered(() -> book.plan(event)))
                        .toList();
                missed.forEach(event -> LOG.warnf(
                        "%s: %s of %s at %s came by no hook, caught up on",
                        event.account(),
                        event.kind(),
                        event.entity() == null ? event.key() : event.entity(),
                        event.time()));
                yield new Found.All<>(new Finding(missed, excerpt.until()));
            }
        };
    }
}
