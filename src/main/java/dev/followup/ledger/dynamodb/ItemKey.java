package dev.followup.ledger.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Where an item stands in the table. What an account's list is made of stands in one partition, so that one query
/// reads it; everything else is looked up by its key, in a partition of its own.
record ItemKey(String partition, String sort) {

    static final String PARTITION = "pk";
    static final String SORT = "sk";
    static final String PENDING = "PENDING#";
    static final String PLAN = "PLAN#";

    /// The partition of an account's list.
    static String list(String account) {
        return "A#" + account;
    }

    /// Where the list goes on, and the turns of rotations.
    static ItemKey sequence(String account) {
        return new ItemKey(list(account), "SEQUENCE");
    }

    /// Who works on the lane.
    static ItemKey lease(String account) {
        return new ItemKey(list(account), "LEASE");
    }

    /// Until when rules that run by the clock have been asked.
    static ItemKey clock(String account) {
        return new ItemKey(list(account), "CLOCK");
    }

    /// Until when what happened has been caught up on.
    static ItemKey recovery(String account) {
        return new ItemKey(list(account), "RECOVERY");
    }

    /// That the account is closed to calls.
    static ItemKey circuit(String account) {
        return new ItemKey(list(account), "CIRCUIT");
    }

    /// An order on the list, by its key.
    static ItemKey pending(String account, String command) {
        return new ItemKey(list(account), PENDING + command);
    }

    /// An event that could not be planned yet, by its key.
    static ItemKey plan(String account, String event) {
        return new ItemKey(list(account), PLAN + event);
    }

    /// Which orders an event has, by its key.
    static ItemKey event(String account, String event) {
        return new ItemKey("E#" + account + "#" + event, "EVENT");
    }

    /// What is known of a task, by its id.
    static ItemKey task(String account, long task) {
        return new ItemKey("T#" + account + "#" + task, "TASK");
    }

    /// When a rule answered an entity last.
    static ItemKey answer(String account, String answer) {
        return new ItemKey("O#" + account + "#" + answer, "ONCE");
    }

    /// How many events a rule answered for a subject in an hour.
    static ItemKey count(String account, String count) {
        return new ItemKey("R#" + account + "#" + count, "COUNT");
    }

    /// As the table's own language has it.
    Map<String, AttributeValue> attributes() {
        return Map.of(PARTITION, AttributeValue.fromS(partition), SORT, AttributeValue.fromS(sort));
    }

    /// As in `A#demo PENDING#demo:lead.added:501:1778118620|call|0`.
    @Override
    public String toString() {
        return partition + " " + sort;
    }
}
