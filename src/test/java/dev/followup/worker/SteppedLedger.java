package dev.followup.worker;

import dev.followup.InvocationSteps;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.Ledger;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// A ledger of which every access takes a step.
final class SteppedLedger implements Ledger {

    private final Ledger ledger;
    private final InvocationSteps steps;

    SteppedLedger(Ledger ledger, InvocationSteps steps) {
        this.ledger = steps.around(Ledger.class, ledger);
        this.steps = steps;
    }

    @Override
    public Optional<AccountLedger> acquire(String account, String owner, Duration time) {
        return ledger.acquire(account, owner, time).map(acquired -> steps.around(AccountLedger.class, acquired));
    }

    @Override
    public AccountState state(String account) {
        return ledger.state(account);
    }

    @Override
    public History history(String account, Set<String> events, Set<Long> tasks) {
        return ledger.history(account, events, tasks);
    }

    @Override
    public void closeCircuit(String account) {
        ledger.closeCircuit(account);
    }
}
