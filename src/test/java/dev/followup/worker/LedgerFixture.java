package dev.followup.worker;

import dev.followup.InvocationSteps;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.dynamodb.TableModel;
import dev.followup.ledger.memory.InMemoryLedger;
import java.time.Clock;
import java.util.function.Supplier;

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
        TABLE {
            @Override
            LedgerFixture create(Clock clock) {
                var table = new TableModel(TableModel.Link.DIRECT);
                return steps -> table.over(stepped(steps)).ledger(clock);
            }
        };

        /// The way to a table on which each call takes one step before it, and another one before its answer.
        private static TableModel.Link stepped(InvocationSteps steps) {
            return new TableModel.Link() {
                @Override
                public <T> T call(String what, Supplier<T> call) {
                    steps.take();
                    var result = call.get();
                    steps.take();
                    return result;
                }
            };
        }

        abstract LedgerFixture create(Clock clock);
    }
}
