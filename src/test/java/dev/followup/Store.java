package dev.followup;

import dev.followup.ledger.DynamoDbLedger;
import dev.followup.ledger.InMemoryLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LocalTable;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// What outlives the invocations that work on it: a ledger's records.
interface Store {

    /// The ledger, for an invocation that takes a step with every access.
    Ledger ledger(Steps steps);

    /// Kinds of stores.
    enum Kind {
        IN_MEMORY {
            @Override
            Store create(Clock clock) {
                var ledger = new InMemoryLedger(clock);
                return steps -> steps.around(Ledger.class, ledger);
            }
        },
        DYNAMO_DB {
            @Override
            Store create(Clock clock) {
                var table = new LocalTable();
                var client = table.client();
                return steps -> new DynamoDbLedger(steps.around(DynamoDbClient.class, client), table.name, clock);
            }
        };

        abstract Store create(Clock clock);
    }
}
