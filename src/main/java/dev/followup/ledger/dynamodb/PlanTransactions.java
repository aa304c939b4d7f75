package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.DraftCommand;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.Close;
import dev.followup.task.WaitRequest.Follow;
import dev.followup.task.WaitRequest.Start;
import dev.followup.task.WaitRequest.Stop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The division of planned work into transactions. What events ask of waits comes first, then commands, then
/// the ends of waits, then what prevents that they are planned again: an invocation that dies in between loses
/// nothing.
final class PlanTransactions {

    private final List<Part> parts = new ArrayList<>();

    private PlanTransactions() {}

    /// The transactions in the order in which they are to be written; none if there is nothing to write.
    static List<PlanTransaction> of(String account, PlannedWork work) {
        var transactions = new PlanTransactions();
        var journalled = new HashSet<String>();
        for (var request : work.waits()) {
            var entry = journalled.add(request.event()) ? entry(request.event(), work) : "";
            var part = transactions.part(items(request, work), content(request) + entry);
            part.requests.add(request);
        }
        for (var draft : work.drafts()) {
            // The command, its event, the event's coarse key, the last firing for its entity, and the counter of its
            // rule.
            var heard = work.heard().get(draft.command().origin().event());
            int items = 2
                    + (heard == null || heard.coarseKey() == null ? 0 : 1)
                    + (draft.once() == null ? 0 : 1)
                    + (draft.limit() == null ? 0 : 1)
                    + (draft.closable() == null
                            ? 0
                            : draft.closable().subjects().size());
            var event = draft.command().origin().event();
            var entry = journalled.add(event) ? entry(event, work) : "";
            var command = LedgerJson.write(draft.command());
            transactions.part(items, command + command + entry).drafts.add(draft);
        }
        for (var end : work.ended()) {
            var event = end.waiting().origin().event();
            var entry = end.retryAt() == null && journalled.add(event) ? entry(event, work) : "";
            transactions.part(items(end), content(end) + entry).ended.add(end);
        }
        var deferred = new HashSet<String>();
        work.deferred().stream()
                .filter(event -> deferred.add(event.event().key()))
                .forEach(event -> transactions
                        .part(1, LedgerJson.write(event.event()))
                        .deferred
                        .add(event));
        otherWrites(account, work).forEach(transactions::add);
        return transactions.inOrder(account, work);
    }

    /// About what the journal keeps of an event, but for its commands.
    private static String entry(String event, PlannedWork work) {
        var heard = work.heard().get(event);
        var facts = heard == null || heard.entry() == null
                ? ""
                : LedgerJson.write(heard.entry().event().facts());
        return facts.substring(0, Math.min(facts.length(), JournalJson.MAX_FACTS));
    }

    /// The markers, the event and its coarse key, and what waits, or the command that closes tasks.
    private static int items(WaitRequest request, PlannedWork work) {
        var heard = work.heard().get(request.event());
        return request.subjects().size()
                + 1
                + (heard == null || heard.coarseKey() == null ? 0 : 1)
                + switch (request) {
                    case Start start -> start.steps().size();
                    case Follow follow -> 2 * follow.actions();
                    case Stop _ -> 0;
                    case Close _ -> 1;
                };
    }

    private static String content(WaitRequest request) {
        return switch (request) {
            case Start start ->
                LedgerJson.write(start.cause()).repeat(start.steps().size());
            case Follow follow -> content(follow);
            case Stop _, Close _ -> "";
        };
    }

    private static String content(Follow follow) {
        return follow.dates().stream()
                .map(date -> LedgerJson.write(date).repeat(follow.actions()))
                .collect(Collectors.joining());
    }

    /// The wait, and what it becomes: a command with what its guards change, a wait with its markers, or an end in
    /// the journal.
    private static int items(WaitEnd end) {
        var draft = end.draft();
        if (end.retryAt() != null) {
            return 2 + end.waiting().subjects().size();
        }
        int ofDates = (end.changesMarker() ? 1 : 0)
                + (end.next() == null ? 0 : 2 * end.next().actions());
        return draft == null
                ? 2 + ofDates
                : 3
                        + ofDates
                        + (draft.once() == null ? 0 : 1)
                        + (draft.limit() == null ? 0 : 1)
                        + (draft.closable() == null
                                ? 0
                                : draft.closable().subjects().size());
    }

    private static String content(WaitEnd end) {
        if (end.retryAt() != null) {
            return LedgerJson.write(end.waiting());
        }
        var next = end.next() == null ? "" : content(end.next());
        return next + (end.draft() == null ? "" : LedgerJson.write(end.draft().command()));
    }

    private static List<ConditionalWrite> otherWrites(String account, PlannedWork work) {
        var writes = new ArrayList<ConditionalWrite>();
        work.completed().forEach((task, at) -> {
            if (!work.reopened().contains(task)) {
                writes.add(TaskTraceItems.completed(account, task, at));
            }
        });
        work.reopened().forEach(task -> writes.add(TaskTraceItems.reopened(account, task)));
        var deferred =
                work.deferred().stream().map(event -> event.event().key()).toList();
        work.settled().stream()
                .filter(event -> !deferred.contains(event))
                .forEach(event -> writes.add(ConditionalWrite.delete(ItemKey.deferred(account, event))));
        work.walks().forEach(walk -> writes.add(CommandItems.walk(account, walk)));
        if (work.scheduledUntil() != null) {
            writes.add(CommandItems.scheduledUntil(account, work.scheduledUntil()));
        }
        return writes;
    }

    /// The part that has room for so many items; a new one if the last has not.
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

    private void add(ConditionalWrite write) {
        int bytes = write.bytes();
        if (parts.isEmpty() || !parts.getLast().hasRoom(1, bytes)) {
            parts.add(new Part());
        }
        parts.getLast().items++;
        parts.getLast().bytes += bytes;
        parts.getLast().otherWrites.add(write);
    }

    private List<PlanTransaction> inOrder(String account, PlannedWork work) {
        var transactions = new ArrayDeque<PlanTransaction>();
        var later = new HashSet<String>();
        for (var part : parts.reversed()) {
            transactions.addFirst(new PlanTransaction(account, part.work(work), part.otherWrites, Set.copyOf(later)));
            part.requests.forEach(request -> later.add(request.event()));
            part.drafts.forEach(draft -> later.add(draft.command().origin().event()));
        }
        return List.copyOf(transactions);
    }

    private static final class Part {

        final List<WaitRequest> requests = new ArrayList<>();
        final List<DraftCommand> drafts = new ArrayList<>();
        final List<WaitEnd> ended = new ArrayList<>();
        final List<DeferredEvent> deferred = new ArrayList<>();
        final List<ConditionalWrite> otherWrites = new ArrayList<>();

        /// The number of items, with the account's next number and the check of its lease.
        int items = 2;

        int bytes;

        PlannedWork work(PlannedWork whole) {
            return new PlannedWork(
                    drafts,
                    deferred,
                    Set.of(),
                    Map.of(),
                    Set.of(),
                    null,
                    whole.causes(),
                    whole.heard(),
                    requests,
                    ended,
                    List.of(),
                    List.of());
        }

        boolean hasRoom(int moreItems, int moreBytes) {
            return items + moreItems <= Table.MAX_ITEMS && bytes + moreBytes <= WriteBatches.MAX_BYTES;
        }
    }
}
