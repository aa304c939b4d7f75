/// The ledger in memory, for a laptop and for tests. It keeps the same promises as the one in DynamoDB and must not
/// know anything that the interface does not.
@NullMarked
package dev.followup.ledger.memory;

import org.jspecify.annotations.NullMarked;
