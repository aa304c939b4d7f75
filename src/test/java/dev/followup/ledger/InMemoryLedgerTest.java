package dev.followup.ledger;

import java.time.Clock;

class InMemoryLedgerTest extends LedgerContract {

    @Override
    Ledger open(Clock clock) {
        return new InMemoryLedger(clock);
    }
}
