package dev.followup;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.CrmTasks;
import dev.followup.crm.Found;
import dev.followup.crm.Measure;
import dev.followup.crm.Visit;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.Entry;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Looks in the CRM for what was sent without an answer, before it is sent again. What is found is done; what is
/// not there surely was not carried out, once enough time has passed.
@ApplicationScoped
class LookUp {

    private static final Logger LOG = Logger.getLogger(LookUp.class);

    private final Ledger ledger;
    private final CrmTasks crm;
    private final Clock clock;
    private final Duration patience;

    LookUp(Ledger ledger, CrmTasks crm, Clock clock, FollowupConfig config) {
        this.ledger = ledger;
        this.crm = crm;
        this.clock = clock;
        this.patience = config.lookUpAfter();
    }

    /// Settles what was sent, as far as the CRM lets itself be asked. Waits until it is time to ask, if the
    /// deadline allows.
    ///
    /// @return whether anything was settled: then it is done, or to do again
    boolean settle(Visit visit, Instant deadline, Worklist list) throws InterruptedException {
        if (visit.isClosed()) {
            return false;
        }
        var sent = sent(list.entries());
        var first = sent.stream().map(Unanswered::ripe).min(Comparator.naturalOrder());
        if (first.isEmpty() || first.get().isAfter(deadline)) {
            return false;
        }
        var wait = Duration.between(clock.instant(), first.get());
        if (wait.isPositive()) {
            // A clock that jumps must not make it longer.
            Thread.sleep(wait.compareTo(patience) < 0 ? wait : patience);
        }
        var now = clock.instant();
        var ripe = sent.stream().filter(order -> !order.ripe().isAfter(now)).toList();
        return settle(visit, ripe, list);
    }

    private boolean settle(Visit visit, List<Unanswered> sent, Worklist list) {
        var since = sent.stream().map(Unanswered::at).min(Comparator.naturalOrder());
        if (since.isEmpty()) {
            return false;
        }
        var span = new TaskQuery.Updated.After(since.get().minus(Unanswered.CLOCKS_APART));
        visit.tally().add(Measure.LOOK_UPS, 1);
        return switch (crm.find(visit, TaskQuery.ALL.withUpdated(span))) {
            case Found.Failed(var why) -> {
                Logbook.waits(visit.account(), "what was sent, to be looked for", why);
                yield false;
            }
            case Found.All(var tasks) -> {
                list.close(outcomes(visit.account(), sent, tasks));
                yield true;
            }
        };
    }

    private List<Unanswered> sent(List<Entry> entries) {
        var unanswered = new ArrayList<Unanswered>();
        for (var entry : entries) {
            var sent = entry.sent();
            if (sent != null) {
                var ripe = sent.answered() ? sent.at() : sent.at().plus(patience);
                unanswered.add(new Unanswered(entry.order(), sent.at(), ripe));
            }
        }
        return unanswered;
    }

    private Map<String, Outcome> outcomes(Account account, List<Unanswered> sent, List<Task> found) {
        var traces = ledger.traces(account.name(), found.stream().map(Task::id).collect(Collectors.toSet()));
        var unknown = found.stream()
                .filter(task ->
                        !traces.containsKey(task.id()) || traces.get(task.id()).madeBy() == null)
                .toList();
        var matches = Unanswered.matches(sent, unknown);
        var outcomes = new HashMap<String, Outcome>();
        for (var order : sent) {
            var task = matches.get(order.key());
            LOG.infof("%s: looked for %s: %s", account.name(), order.key(), task == null ? "not there" : "found");
            outcomes.put(
                    order.key(),
                    task == null ? new Outcome.Later("looked for, and not there") : Outcome.Done.added(task.id()));
        }
        return outcomes;
    }
}
