package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerContract;
import java.time.Clock;

/// The model of the table, held to what DynamoDB does by the tests that the real table must pass.
class TableModelTest extends LedgerContract {

    private final TableModel table = new TableModel(TableModel.Link.DIRECT);

    @Override
    public Ledger open(Clock clock) {
        return table.ledger(clock);
    }
}
