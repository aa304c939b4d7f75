package dev.followup.worker;

import dev.followup.InvocationSteps;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.dynamodb.DynamoDbLedger;
import dev.followup.ledger.dynamodb.LocalTable;
import dev.followup.ledger.memory.InMemoryLedger;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The ledger's store, which outlives invocations.
interface LedgerFixture {

    /// The ledger of an invocation that takes a step with every access.
    Ledger ledger(InvocationSteps steps);

    /// The kinds of stores.
    enum Kind {
        IN_MEMORY {
            @Override
            LedgerFixture create(Clock clock) {
                var ledger = new InMemoryLedger(clock);
                return steps -> new SteppedLedger(ledger, steps);
            }
        },
        DYNAMO_DB {
            @Override
            LedgerFixture create(Clock clock) {
                var client = LocalTable.embedded();
                var table = LocalTable.create(client);
                return steps ->
                        new DynamoDbLedger(steps.around(DynamoDbClient.class, client), table, clock, Runnable::run);
            }
        };

        abstract LedgerFixture create(Clock clock);
    }
}
