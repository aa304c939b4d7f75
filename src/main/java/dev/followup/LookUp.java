package dev.followup;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.CrmTasks;
import dev.followup.crm.Found;
import dev.followup.ledger.Ledger;
import dev.followup.task.Outcome;
import dev.followup.task.Task;
import dev.followup.task.TaskOrder;
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
import java.util.Objects;
import org.jboss.logging.Logger;

/// Looks in the CRM for what was sent without an answer, before it is sent again. What is found is done; what is not
/// found
/// surely was not carried out, once enough time has passed.
@ApplicationScoped
class LookUp {

    private static final Logger LOG = Logger.getLogger(LookUp.class);

    /// How far the CRM's clock may be behind ours.
    private static final Duration CLOCKS_APART = Duration.ofMinutes(2);

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

    /// Settles what was sent, as far as the CRM lets itself be asked. Waits until it is time to ask, if the deadline
    /// allows.
    ///
    /// @return whether anything was settled: then it is done, or to do again
    boolean settle(Account account, Instant deadline) throws InterruptedException {
        var sent = sent(account);
        var first = sent.stream().map(Sending::ripe).min(Comparator.naturalOrder());
        if (first.isEmpty() || first.get().isAfter(deadline)) {
            return false;
        }
        var wait = Duration.between(clock.instant(), first.get());
        if (wait.isPositive()) {
            // A clock that jumps must not make it longer.
            Thread.sleep(wait.compareTo(patience) < 0 ? wait : patience);
        }
        var now = clock.instant();
        return settle(
                account,
                sent.stream().filter(sending -> !sending.ripe.isAfter(now)).toList(),
                deadline);
    }

    private boolean settle(Account account, List<Sending> sent, Instant deadline) {
        var since = sent.stream().map(Sending::at).min(Comparator.naturalOrder());
        if (since.isEmpty()) {
            return false;
        }
        var span = new TaskQuery.Updated.After(since.get().minus(CLOCKS_APART));
        return switch (crm.find(account, TaskQuery.ALL.withUpdated(span), deadline)) {
            case Found.Failed failed -> {
                LOG.warnf("%s: could not look for what was sent: %s", account.name(), failed.why());
                yield false;
            }
            case Found.Tasks found -> {
                ledger.close(account.name(), outcomes(account, sent, found.tasks()));
                yield true;
            }
        };
    }

    private List<Sending> sent(Account account) {
        var sendings = new ArrayList<Sending>();
        for (var entry : ledger.todo(account.name())) {
            var sent = entry.sent();
            if (sent != null) {
                var ripe = sent.answered() ? sent.at() : sent.at().plus(patience);
                sendings.add(new Sending(entry.order(), sent.at(), ripe));
            }
        }
        return sendings;
    }

    private Map<String, Outcome> outcomes(Account account, List<Sending> sent, List<Task> found) {
        var candidates = new ArrayList<>(found);
        candidates.removeIf(task -> ledger.made(account.name(), task.id()));
        var outcomes = new HashMap<String, Outcome>();
        for (var order : sent) {
            var match = candidates.stream().filter(order::fits).max(Comparator.comparing(order::likeness));
            match.ifPresent(candidates::remove);
            LOG.infof(
                    "%s: rule %s: looked for its task: %s",
                    account.name(), order.rule(), match.isPresent() ? "found" : "not there");
            outcomes.put(
                    order.order.key(),
                    match.<Outcome>map(task -> new Outcome.Done(task.id()))
                            .orElse(new Outcome.Later("looked for, and not there")));
        }
        return outcomes;
    }

    /// An order that was sent without an answer about it.
    ///
    /// @param at when
    /// @param ripe when it can be looked for
    private record Sending(TaskOrder order, Instant at, Instant ripe) {

        String rule() {
            return order.origin().rule();
        }

        /// Whether a task can be what the order has made. A change makes none: it does no harm if it is made twice.
        boolean fits(Task task) {
            return order instanceof TaskOrder.Create create
                    && !task.createdAt().isBefore(at.minus(CLOCKS_APART))
                    && task.type().equals(create.task().type())
                    && task.text().strip().equals(create.task().text().strip())
                    && Objects.equals(task.about(), create.task().about());
        }

        /// How many of the things are alike that tell equal orders apart, but that people may have changed since.
        int likeness(Task task) {
            if (!(order instanceof TaskOrder.Create create)) {
                return 0;
            }
            var person = create.task().responsible();
            return (task.due().equals(create.task().due()) ? 1 : 0)
                    + (person != null && person == task.responsible() ? 1 : 0);
        }
    }
}
