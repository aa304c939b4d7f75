package dev.followup.ledger;

import dev.followup.task.PersonFinds;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far a rule has come through the entities of an account: one that runs by the clock and looks for some, or one
/// on a date that looks for those whose date it does not know. They are read in the order of their ids.
///
/// @param rule the key of the rule
/// @param slot the time at which the rule was due
/// @param isOver whether all entities were read and what was found is written down: then the rule waits
/// for its next time
/// @param lastId the id of the last entity that was read; 0 for none
/// @param position how many entities there were up to that one
/// @param found how many events were made
/// @param beyond how many more would have been made without the rule's limit
/// @param people what was found, by the responsible users' ids; empty for a rule that makes an event of
/// each find
/// @param dates what a rule on a date looks for; `null` for a rule that runs by the clock
public record Walk(
        String rule,
        Instant slot,
        boolean isOver,
        long lastId,
        long position,
        long found,
        long beyond,
        Map<Long, PersonFinds> people,
        @Nullable Dates dates) {

    /// The most characters of all names together: an item of the ledger holds 400 KB, and a character takes up to
    /// three bytes.
    private static final int MOST_CHARACTERS = 100_000;

    public Walk {
        people = Collections.unmodifiableMap(new TreeMap<>(people));
    }

    /// The dates that a rule looks for.
    ///
    /// @param of the date and its time in words, as the rule says them
    /// @param isFirst whether the rule looks for them for the first time
    public record Dates(String of, boolean isFirst) {}

    /// The begin of a walk of a rule that runs by the clock.
    public static Walk begin(String rule, Instant slot) {
        return begin(rule, slot, null);
    }

    /// The begin of a walk.
    ///
    /// @param dates what a rule on a date looks for; `null` for a rule that runs by the clock
    public static Walk begin(String rule, Instant slot, @Nullable Dates dates) {
        return new Walk(rule, slot, false, 0, 0, 0, 0, Map.of(), dates);
    }

    /// Whether it looks for these dates.
    ///
    /// @param date the date and its time in words
    public boolean isOf(String date) {
        return dates != null && dates.of.equals(date);
    }

    /// Whether the rule has looked at an entity, now or in an earlier walk.
    public boolean hasSeen(long id) {
        return isOver || id <= lastId || (dates != null && !dates.isFirst);
    }

    /// The same after more entities were read.
    public Walk readUntil(long id, long nowAt) {
        return new Walk(rule, slot, isOver, id, nowAt, found, beyond, people, dates);
    }

    /// The same after more was found.
    ///
    /// @param made how many events were made
    /// @param more how many more would have been made without the rule's limit
    public Walk and(long made, long more) {
        return new Walk(rule, slot, isOver, lastId, position, found + made, beyond + more, people, dates);
    }

    /// The same after more was found of people.
    public Walk and(Map<Long, PersonFinds> all) {
        return new Walk(rule, slot, isOver, lastId, position, found, beyond, all, dates);
    }

    /// Whether there is room for the names of further finds.
    public static boolean hasRoom(Map<Long, PersonFinds> people) {
        return people.values().stream()
                        .flatMap(finds -> finds.names().stream())
                        .mapToInt(String::length)
                        .sum()
                < MOST_CHARACTERS;
    }

    /// The same when it is over. What was found of people is not needed any more.
    public Walk over() {
        return new Walk(rule, slot, true, lastId, position, found, beyond, Map.of(), dates);
    }
}
