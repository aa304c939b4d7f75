package dev.followup.ledger.dynamodb;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an account's list goes on.
///
/// @param read what it was read from; `null` if nothing was written yet
/// @param next the number of the next entry
/// @param turns how many turns were taken, by rule and position
record SequenceItem(@Nullable Item read, long next, Map<String, Long> turns) {

    private static final String NEXT = "next";
    private static final String TURNS = "turns";

    static SequenceItem of(@Nullable Item item) {
        return item == null
                ? new SequenceItem(null, 0, Map.of())
                : new SequenceItem(item, item.number(NEXT), item.numbers(TURNS));
    }

    /// What to write when the list has gone on. Two who write at once cannot both.
    ConditionalWrite advance(String account, long next, Map<String, Long> turns) {
        var item = Item.of(ItemKey.sequence(account)).with(NEXT, next).with(TURNS, turns);
        return ConditionalWrite.put(item).ifStill(read, NEXT);
    }
}
