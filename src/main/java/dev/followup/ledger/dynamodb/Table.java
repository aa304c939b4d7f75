package dev.followup.ledger.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A table of items, as far as the ledger needs one. Reads are strongly consistent; a write is all or nothing.
/// Every method throws [LedgerUnavailableException] if the table cannot be read or written: then a write may have
/// taken place all the same.
interface Table {

    /// The maximum number of items in one transaction, and in one read.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    int MAX_ITEMS = 100;

    /// The items with these keys; those that do not exist are left out.
    Map<ItemKey, Item> read(Set<ItemKey> keys);

    /// The items of a partition whose sort keys are in a range, in the order of these.
    ///
    /// @param after the sort key behind which they begin
    /// @param last the sort key with which they end
    /// @param limit the most items
    List<Item> query(String partition, String after, String last, int limit);

    /// The last items of a partition whose sort keys are in a range, the last one first.
    ///
    /// @param after the sort key behind which they begin
    /// @param last the sort key with which they end
    /// @param limit the most items
    List<Item> queryLast(String partition, String after, String last, int limit);

    /// Writes everything, or nothing if any condition does not hold. One item is written without a transaction,
    /// which costs half.
    ///
    /// @param writes at most [#MAX_ITEMS], each with another key
    /// @return the keys whose conditions do not hold; empty if everything is written
    Set<ItemKey> write(List<ConditionalWrite> writes);

    /// Puts items without any condition, each whether it exists or not. It costs half of a transaction; if it
    /// fails, some may be written.
    void put(List<Item> items);

    /// Changes one item.
    ///
    /// @return the item as it is then; empty if the condition does not hold
    Optional<Item> update(ConditionalWrite write);

    /// Waits before a write whose conditions did not hold is prepared again, so that concurrent writers do not meet
    /// again.
    ///
    /// @param attempt which one has failed, from 1
    default void pauseAfter(int attempt) {
        ConflictBackoff.pauseAfter(attempt);
    }
}
