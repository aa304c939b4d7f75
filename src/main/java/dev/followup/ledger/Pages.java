package dev.followup.ledger;

import dev.followup.event.CrmEvent;
import dev.followup.task.Draft;
import dev.followup.task.Occasion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Shares out what is to be written down among pages. First comes what is to do, then what keeps it from being
/// asked for again: whoever stops in between has lost nothing.
final class Pages {

    /// Bytes on a page, less some for keys and numbers. A transaction takes 4 MB.
    /// Source: AWS documentation, "Quotas in Amazon DynamoDB"; read 2026-11-21.
    private static final int MOST_BYTES = 3_000_000;

    private final List<Part> parts = new ArrayList<>();

    private Pages() {}

    /// The pages in the order in which they are to be written; none if there is nothing to write.
    static List<Page> of(String account, Decisions decisions) {
        var pages = new Pages();
        for (var draft : decisions.drafts()) {
            // The order, its event, the answer to its entity, and the count of such answers.
            int items = 2 + (draft.once() == null ? 0 : 1) + (draft.limit() == null ? 0 : 1);
            pages.part(items, Json.write(draft.order())).drafts.add(draft);
        }
        var deferred = new HashSet<String>();
        decisions.deferred().stream()
                .filter(event -> deferred.add(event.key()))
                .forEach(event -> pages.part(1, Json.write(event)).deferred.add(event));
        heard(account, decisions).forEach(write -> pages.part(1, "").heard.add(write));
        return pages.inOrder(account, decisions.occasions());
    }

    private static List<Write> heard(String account, Decisions decisions) {
        var heard = new ArrayList<Write>();
        decisions.completed().forEach((task, at) -> {
            if (!decisions.reopened().contains(task)) {
                heard.add(Traces.completed(account, task, at));
            }
        });
        decisions.reopened().forEach(task -> heard.add(Traces.reopened(account, task)));
        var deferred = decisions.deferred().stream().map(CrmEvent::key).toList();
        decisions.settled().stream()
                .filter(event -> !deferred.contains(event))
                .forEach(event -> heard.add(Write.delete(Key.toPlan(account, event))));
        if (decisions.ticked() != null) {
            heard.add(Entries.ticked(account, decisions.ticked()));
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

    private List<Page> inOrder(String account, Map<String, Occasion> occasions) {
        var pages = new ArrayDeque<Page>();
        var later = new HashSet<String>();
        for (var part : parts.reversed()) {
            pages.addFirst(new Page(account, part.drafts, part.deferred, part.heard, Set.copyOf(later), occasions));
            part.drafts.forEach(draft -> later.add(draft.order().origin().event()));
        }
        return List.copyOf(pages);
    }

    private static final class Part {

        final List<Draft> drafts = new ArrayList<>();
        final List<CrmEvent> deferred = new ArrayList<>();
        final List<Write> heard = new ArrayList<>();

        /// Where the list goes on is noted on every page.
        int items = 1;

        int bytes;

        boolean hasRoom(int moreItems, int moreBytes) {
            return items + moreItems <= Table.MOST_ITEMS && bytes + moreBytes <= MOST_BYTES;
        }
    }
}
