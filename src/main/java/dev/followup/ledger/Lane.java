package dev.followup.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an account's list goes on.
///
/// @param read what it was read from; `null` if nothing was written yet
/// @param next the number of the next entry
/// @param turns how many turns were taken, by rule and position
record Lane(@Nullable Item read, long next, Map<String, Long> turns) {

    private static final String NEXT = "next";
    private static final String TURNS = "turns";

    static Lane of(@Nullable Item item) {
        return item == null ? new Lane(null, 0, Map.of()) : new Lane(item, item.number(NEXT), item.numbers(TURNS));
    }

    /// What to write when the list has gone on. Two who write at once cannot both.
    Write goneOn(String account, long next, Map<String, Long> turns) {
        var item = Item.of(Key.lane(account)).with(NEXT, next).with(TURNS, turns);
        return Write.put(item).ifStill(read, NEXT);
    }
}
