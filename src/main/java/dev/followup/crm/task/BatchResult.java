package dev.followup.crm.task;

import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.ErrorBody;
import dev.followup.task.Outcome;
import dev.followup.task.TaskEffect;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The CRM's answer to a batch, by the number of each item in the request. An item in neither map is missing
/// from the answer.
///
/// Items are matched by `request_id`, for which each item has its number, as the CRM itself would number it.
///
/// @param done the tasks that were added or edited
/// @param refused the outcome of each refused item, with the CRM's words
/// @param sentAt when the request left
public record BatchResult(Map<Integer, TaskEffect> done, Map<Integer, Outcome.Refused> refused, Instant sentAt) {

    public BatchResult {
        done = Map.copyOf(done);
        refused = Map.copyOf(refused);
    }

    /// The `request_id` of an item.
    static String requestId(int number) {
        return Integer.toString(number);
    }

    /// The number of the item that a receipt belongs to, -1 if it belongs to none.
    interface Numbering {
        int of(TaskReceipts.Receipt receipt, int size);
    }

    /// The number of an item by the `request_id` of its receipt.
    static int numberOf(TaskReceipts.Receipt receipt, int size) {
        return number(receipt.requestId(), size);
    }

    /// The result of a good answer to a request of so many items.
    static BatchResult of(TaskReceipts receipts, int size, Numbering numbering, CrmCall call) {
        var refused = refused(receipts.refused(), size, call);
        var done = new HashMap<Integer, TaskEffect>();
        for (var receipt : receipts.tasks()) {
            var number = numbering.of(receipt, size);
            if (number >= 0 && receipt.id() > 0 && !refused.containsKey(number)) {
                done.put(number, receipt.effect());
            }
        }
        return new BatchResult(done, refused, call.sentAt());
    }

    /// The result of a refused request of so many items. Items that the refusal does not name are missing
    /// from it.
    ///
    /// @throws CrmException.Invalid the refusal itself, if it names no item
    static BatchResult of(CrmException.Invalid refusal, int size, CrmCall call) {
        var refused = refused(refusal.items(), size, call);
        if (refused.isEmpty()) {
            throw refusal;
        }
        return new BatchResult(Map.of(), refused, call.sentAt());
    }

    private static Map<Integer, Outcome.Refused> refused(List<ErrorBody.Item> items, int size, CrmCall call) {
        var refused = new HashMap<Integer, Outcome.Refused>();
        for (var item : items) {
            var number = number(item.requestId(), size);
            if (number >= 0) {
                var words = call.request() + ": " + item.words() + ". Correct the rule or the CRM's settings";
                refused.merge(
                        number,
                        new Outcome.Refused(words, item.namesResponsibleOnly()),
                        (first, second) -> new Outcome.Refused(
                                first.reason() + "; " + second.reason(),
                                first.ofResponsible() && second.ofResponsible()));
            }
        }
        return refused;
    }

    /// The number in a `request_id`, -1 if it is not one of ours. A single item needs no number.
    private static int number(@Nullable String requestId, int size) {
        if (size == 1) {
            return 0;
        }
        if (requestId == null || !requestId.matches("[0-9]{1,4}")) {
            return -1;
        }
        var number = Integer.parseInt(requestId);
        return number < size ? number : -1;
    }
}
