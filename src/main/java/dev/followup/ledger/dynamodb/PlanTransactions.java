package dev.followup.ledger.dynamodb;

import dev.followup.event.CrmEvent;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Shares out what is to be written down among pages. First comes what is to do, then what keeps it from being
/// asked for again: whoever stops in between has lost nothing.
final class PlanTransactions {

    /// Bytes on a page, less some for keys and numbers. A transaction takes 4 MB.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    private static final int MOST_BYTES = 3_000_000;

    private final List<Part> parts = new ArrayList<>();

    private PlanTransactions() {}

    /// The pages in the order in which they are to be written; none if there is nothing to write.
    static List<PlanTransaction> of(String account, PlannedWork decisions) {
        var pages = new PlanTransactions();
        for (var draft : decisions.drafts()) {
            // The order, its event, the answer to its entity, and the count of such answers.
            int items = 2 + (draft.once() == null ? 0 : 1) + (draft.limit() == null ? 0 : 1);
            pages.part(items, LedgerJson.write(draft.command())).drafts.add(draft);
        }
        var deferred = new HashSet<String>();
        decisions.deferred().stream()
                .filter(event -> deferred.add(event.key()))
                .forEach(
                        event -> pages.part(1, LedgerJson.write(event)).deferred.add(event));
        heard(account, decisions).forEach(write -> pages.part(1, "").heard.add(write));
        return pages.inOrder(account, decisions.causes());
    }

    private static List<ConditionalWrite> heard(String account, PlannedWork decisions) {
        var heard = new ArrayList<ConditionalWrite>();
        decisions.completed().forEach((task, at) -> {
            if (!decisions.reopened().contains(task)) {
                heard.add(TaskTraceItems.completed(account, task, at));
            }
        });
        decisions.reopened().forEach(task -> heard.add(TaskTraceItems.reopened(account, task)));
        var deferred = decisions.deferred().stream().map(CrmEvent::key).toList();
        decisions.settled().stream()
                .filter(event -> !deferred.contains(event))
                .forEach(event -> heard.add(ConditionalWrite.delete(ItemKey.plan(account, event))));
        if (decisions.scheduledUntil() != null) {
            heard.add(CommandItems.scheduledUntil(account, decisions.scheduledUntil()));
        }
        return heard;
    }

    /// The part that has room for something of so many items; a new one if the last has not.
    private Part part(int items, String content) {
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        if (parts.isEmpty() || !parts.getLast().hasRoom(items, bytes)) {
            parts.add(new Part());
        }
        var part = parts.getLast();
        part.items += items;
        part.bytes += bytes;
        return part;
    }

    private List<PlanTransaction> inOrder(String account, Map<String, CommandCause> causes) {
        var pages = new ArrayDeque<PlanTransaction>();
        var later = new HashSet<String>();
        for (var part : parts.reversed()) {
            pages.addFirst(
                    new PlanTransaction(account, part.drafts, part.deferred, part.heard, Set.copyOf(later), causes));
            part.drafts.forEach(draft -> later.add(draft.command().origin().event()));
        }
        return List.copyOf(pages);
    }

    private static final class Part {

        final List<DraftCommand> drafts = new ArrayList<>();
        final List<CrmEvent> deferred = new ArrayList<>();
        final List<ConditionalWrite> heard = new ArrayList<>();

        /// Where the list goes on is noted on every page.
        int items = 1;

        int bytes;

        boolean hasRoom(int moreItems, int moreBytes) {
            return items + moreItems <= DynamoDbTable.MOST_ITEMS && bytes + moreBytes <= MOST_BYTES;
        }
    }
}
