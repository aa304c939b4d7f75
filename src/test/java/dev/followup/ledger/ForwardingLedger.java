package dev.followup.ledger;

import dev.followup.event.EventSubject;
import dev.followup.task.Absence;
import dev.followup.task.DraftCommand;
import dev.followup.task.Outcome;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskCommand;
import dev.followup.task.Wait;
import dev.followup.task.WaitRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A ledger that forwards everything to another one, but for what a subclass does itself.
public class ForwardingLedger implements Ledger {

    private final Ledger ledger;

    public ForwardingLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    /// The ledger of an account that stands in for the acquired one.
    protected AccountLedger around(AccountLedger acquired) {
        return acquired;
    }

    @Override
    public Optional<AccountLedger> acquire(String account, String owner, Duration time) {
        return ledger.acquire(account, owner, time).map(this::around);
    }

    @Override
    public AccountState state(String account) {
        return ledger.state(account);
    }

    @Override
    public List<Wait> dueWaits(String account, Instant until, int limit) {
        return ledger.dueWaits(account, until, limit);
    }

    @Override
    public History history(String account, Set<String> events, Set<Long> tasks) {
        return ledger.history(account, events, tasks);
    }

    @Override
    public List<Absence> absences(String account) {
        return ledger.absences(account);
    }

    @Override
    public WebhookFindings webhookFindings(String account) {
        return ledger.webhookFindings(account);
    }

    @Override
    public Journal journal() {
        return ledger.journal();
    }

    @Override
    public void closeCircuit(String account) {
        ledger.closeCircuit(account);
    }

    /// The ledger of an account that forwards everything to another one, but for what a subclass does itself.
    public static class ForwardingAccountLedger implements AccountLedger {

        private final AccountLedger ledger;

        public ForwardingAccountLedger(AccountLedger ledger) {
            this.ledger = ledger;
        }

        @Override
        public Ledger.Lease lease() {
            return ledger.lease();
        }

        @Override
        public Ledger.AccountState state() {
            return ledger.state();
        }

        @Override
        public List<Ledger.PendingCommand> nextPending(int limit) {
            return ledger.nextPending(limit);
        }

        @Override
        public Ledger.History history(
                Set<String> events, Set<Long> tasks, List<DraftCommand> likely, List<WaitRequest> waits) {
            return ledger.history(events, tasks, likely, waits);
        }

        @Override
        public List<Wait> dueWaits(Instant until, int limit) {
            return ledger.dueWaits(until, limit);
        }

        @Override
        public void announce(BookText book, List<HeardEvent> events) {
            ledger.announce(book, events);
        }

        @Override
        public List<Walk> walks() {
            return ledger.walks();
        }

        @Override
        public Ledger.WriteResult write(PlannedWork work, SendSelection selection) {
            return ledger.write(work, selection);
        }

        @Override
        public void markSent(List<TaskCommand> commands, Instant at) {
            ledger.markSent(commands, at);
        }

        @Override
        public void recordOutcomes(Map<String, Outcome> outcomes) {
            ledger.recordOutcomes(outcomes);
        }

        @Override
        public void release(Map<String, Outcome> outcomes) {
            ledger.release(outcomes);
        }

        @Override
        public boolean isReleased() {
            return ledger.isReleased();
        }

        @Override
        public List<TaskAddition> additions() {
            return ledger.additions();
        }

        @Override
        public void keepAdditions(List<TaskAddition> additions) {
            ledger.keepAdditions(additions);
        }

        @Override
        public void openCircuit(Ledger.OpenCircuit circuit) {
            ledger.openCircuit(circuit);
        }

        @Override
        public void closeCircuit() {
            ledger.closeCircuit();
        }

        @Override
        public void forget(EventSubject subject) {
            ledger.forget(subject);
        }

        @Override
        public void changeAbsences(UnaryOperator<List<Absence>> change) {
            ledger.changeAbsences(change);
        }

        @Override
        public void heardWebhook(Instant at) {
            ledger.heardWebhook(at);
        }

        @Override
        public void recordWebhookCheck(Ledger.WebhookCheck check) {
            ledger.recordWebhookCheck(check);
        }

        @Override
        public void recordWebhookOutage(Ledger.WebhookOutage outage) {
            ledger.recordWebhookOutage(outage);
        }

        @Override
        public void recordRecoveredUntil(Instant until) {
            ledger.recordRecoveredUntil(until);
        }
    }
}
