package dev.followup.ledger;

import dev.followup.task.Outcome;
import dev.followup.task.TaskOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to do in each account and what was done, by the orders' keys. An order is *to do*, then *sent*, then *done*
/// or *closed*; it never goes back, and never appears twice.
///
/// Every method throws [LedgerUnavailableException] if nothing could be read or written.
public interface Ledger {

    /// Writes down orders that are to do. Those it has in whatever state stay as they are.
    void write(String account, List<TaskOrder> orders);

    /// What is to do or was sent without an answer, in the order it was written.
    List<Entry> todo(String account);

    /// Notes that orders are about to be sent. From now on each may have been carried out, until its outcome is known.
    void send(String account, List<TaskOrder> orders, Instant at);

    /// Notes how orders ended, by their keys. What stays on the list is to do again, or sent if it is uncertain.
    void close(String account, Map<String, Outcome> outcomes);

    /// Whether a task is known to be what some order has made.
    boolean made(String account, long task);

    /// Takes an account's lane, or renews the hold on it.
    ///
    /// @param owner whoever works on the lane, different for every invocation
    /// @param time how long the hold lasts if it is not renewed
    /// @return whether the lane is the owner's now; `false` while another one's hold lasts
    boolean lease(String account, String owner, Duration time);

    /// Gives a lane back. Nothing happens if it is not the owner's.
    void release(String account, String owner);

    /// An order on the list.
    ///
    /// @param sent that it may have been carried out; `null` if it surely was not
    record Entry(TaskOrder order, @Nullable Sent sent) {}

    /// That an order was sent, and nobody knows how that ended.
    ///
    /// @param at when it was sent
    /// @param answered whether the CRM has answered, though only about other orders of the same call
    record Sent(Instant at, boolean answered) {}
}
