package dev.followup.ledger;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Where an item stands in the table. What an account's list is made of stands in one partition, so that one query
/// reads it; everything else is looked up by its key, in a partition of its own.
record Key(String partition, String sort) {

    static final String PARTITION = "pk";
    static final String SORT = "sk";
    static final String TODO = "TODO#";
    static final String TO_PLAN = "PLAN#";

    /// The partition of an account's list.
    static String list(String account) {
        return "A#" + account;
    }

    /// Where the list goes on, and the turns of rotations.
    static Key lane(String account) {
        return new Key(list(account), "LANE");
    }

    /// Who works on the lane.
    static Key lease(String account) {
        return new Key(list(account), "LEASE");
    }

    /// Until when rules that run by the clock have been asked.
    static Key clock(String account) {
        return new Key(list(account), "CLOCK");
    }

    /// Until when what happened has been caught up on.
    static Key catchUp(String account) {
        return new Key(list(account), "CATCH-UP");
    }

    /// That the account is closed to calls.
    static Key block(String account) {
        return new Key(list(account), "BLOCK");
    }

    /// An order on the list, by its key.
    static Key todo(String account, String order) {
        return new Key(list(account), TODO + order);
    }

    /// An event that could not be planned yet, by its key.
    static Key toPlan(String account, String event) {
        return new Key(list(account), TO_PLAN + event);
    }

    /// Which orders an event has, by its key.
    static Key event(String account, String event) {
        return new Key("E#" + account + "#" + event, "EVENT");
    }

    /// What is known of a task, by its id.
    static Key task(String account, long task) {
        return new Key("T#" + account + "#" + task, "TASK");
    }

    /// When a rule answered an entity last.
    static Key answer(String account, String answer) {
        return new Key("O#" + account + "#" + answer, "ONCE");
    }

    /// How many events a rule answered for a subject in an hour.
    static Key count(String account, String count) {
        return new Key("R#" + account + "#" + count, "COUNT");
    }

    /// As the table's own language has it.
    Map<String, AttributeValue> attributes() {
        return Map.of(PARTITION, AttributeValue.fromS(partition), SORT, AttributeValue.fromS(sort));
    }

    /// As in `A#demo TODO#demo:lead.added:501:1778118620|call|0`.
    @Override
    public String toString() {
        return partition + " " + sort;
    }
}
