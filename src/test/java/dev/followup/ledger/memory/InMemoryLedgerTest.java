package dev.followup.ledger.memory;

import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerContract;
import java.time.Clock;

class InMemoryLedgerTest extends LedgerContract {

    @Override
    public Ledger open(Clock clock) {
        return new InMemoryLedger(clock);
    }
}
