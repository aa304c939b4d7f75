package dev.followup.worker;

import dev.followup.InvocationSteps;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.ForwardingLedger;
import dev.followup.ledger.Ledger;

/// A ledger of which every access takes a step.
final class SteppedLedger extends ForwardingLedger {

    private final InvocationSteps steps;

    SteppedLedger(Ledger ledger, InvocationSteps steps) {
        super(steps.around(Ledger.class, ledger));
        this.steps = steps;
    }

    @Override
    protected AccountLedger around(AccountLedger acquired) {
        return steps.around(AccountLedger.class, acquired);
    }
}
