/// The ledger in memory, for a laptop and for tests. It behaves like the one in DynamoDB and must not know
/// anything that the interface does not.
@NullMarked
package dev.followup.ledger.memory;

import org.jspecify.annotations.NullMarked;
