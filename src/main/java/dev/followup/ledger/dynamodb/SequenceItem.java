package dev.followup.ledger.dynamodb;

import dev.followup.task.Rotation;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The item with an account's next number.
///
/// @param read the item as it was read; `null` if it does not exist yet
/// @param next the number of the next pending command or deferred event
/// @param turns whose turn was last in a rotation, by rule and action
record SequenceItem(@Nullable Item read, long next, Map<String, String> turns) {

    private static final String NEXT = "next";
    private static final String LAST = "last";

    /// How many commands of a rotation were written, as an earlier release kept it.
    private static final String TURNS = "turns";

    private static final String WRITER = "writer";

    /// The sequence in an item. After one that cannot be read, numbers go on from the time: every number before is
    /// less.
    static SequenceItem of(@Nullable Item item, Instant now) {
        return item == null
                ? new SequenceItem(null, 0, Map.of())
                : item.read(readable -> new SequenceItem(readable, readable.number(NEXT), turns(readable)))
                        .orElseGet(() -> new SequenceItem(item, now.toEpochMilli(), Map.of()));
    }

    private static Map<String, String> turns(Item item) {
        var turns = new HashMap<String, String>();
        if (item.has(TURNS)) {
            item.numbers(TURNS).forEach((action, count) -> turns.put(action, Rotation.counted(count)));
        }
        if (item.has(LAST)) {
            turns.putAll(item.textsByName(LAST));
        }
        return turns;
    }

    /// Whether an item was written last by this writer.
    static boolean isWrittenBy(@Nullable Item item, String writer) {
        return item != null && item.has(WRITER) && item.text(WRITER).equals(writer);
    }

    /// The write after numbers were used. Of two concurrent writers only one succeeds.
    ///
    /// @param writer who writes: by it a writer finds out whether its transaction took place
    ConditionalWrite advance(String account, long next, Map<String, String> turns, String writer) {
        var item = Item.of(ItemKey.sequence(account))
                .with(NEXT, next)
                .with(TURNS, Map.of())
                .withTexts(LAST, turns)
                .with(WRITER, writer);
        return ConditionalWrite.put(item).ifStill(read, NEXT);
    }
}
