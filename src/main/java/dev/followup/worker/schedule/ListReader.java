package dev.followup.worker.schedule;

import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.ledger.Walk;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Gatherers;

/// The reader of a list of the CRM in the order of ids, for a walk that is interrupted again and again.
///
/// Each page begins with the last item that was read before: if that is not there any more, since others were
/// deleted, the walk goes back until it is passed.
final class ListReader<T> {

    /// How far the walk goes back when the last item is gone.
    private static final int STEP_BACK = 200;

    /// How many pages without anything new show that the CRM does not hand out pages.
    private static final int MOST_WITHOUT_NEW = 3;

    private final String what;
    private final Pages<T> pages;

    /// @param what the word for the items
    ListReader(String what, Pages<T> pages) {
        this.what = what;
        this.pages = pages;
    }

    /// The CRM's pages.
    interface Pages<T> {

        CrmResult<ListPage<T>> page(PageCut cut);
    }

    /// A page of the CRM.
    ///
    /// @param items by id, in the CRM's order
    /// @param isLast whether no page follows
    record ListPage<T>(SequencedMap<Long, T> items, boolean isLast) {}

    /// The items behind the last one of a walk.
    ///
    /// @param lastId the id of the last one now
    /// @param position how many items there are up to that one
    /// @param isLast whether there are no more
    record Read<T>(SequencedMap<Long, T> items, long lastId, long position, boolean isLast) {

        private static <T> Read<T> of(ListPage<T> page, PageCut cut, Walk walk) {
            var fresh = new LinkedHashMap<Long, T>();
            for (var one : page.items.entrySet()) {
                if (one.getKey() > walk.lastId()) {
                    fresh.put(one.getKey(), one.getValue());
                }
            }
            long lastId = fresh.isEmpty() ? walk.lastId() : fresh.lastEntry().getKey();
            return new Read<>(fresh, lastId, cut.begin() + page.items.size(), page.isLast);
        }
    }

    /// Reads the items behind the last one of a walk.
    CrmResult<Read<T>> read(Walk walk) {
        long position = walk.position();
        for (int withoutNew = 0; withoutNew < MOST_WITHOUT_NEW; ) {
            var cut = PageCut.at(position);
            switch (pages.page(cut)) {
                case CrmResult.Failed(var failure) -> {
                    return new CrmResult.Failed<>(failure);
                }
                case CrmResult.All(var page) -> {
                    if (!isAscending(page)) {
                        return unreadable("the CRM does not sort them by their ids");
                    }
                    boolean isPassed =
                            !page.items.isEmpty() && page.items.firstEntry().getKey() <= walk.lastId();
                    if (!isPassed && cut.begin() > 0) {
                        position = Math.max(0, cut.begin() - STEP_BACK);
                        continue; // items before it were deleted
                    }
                    var read = Read.of(page, cut, walk);
                    if (!read.items.isEmpty() || page.isLast) {
                        return new CrmResult.All<>(read);
                    }
                    position = read.position;
                    withoutNew++;
                }
            }
        }
        return unreadable("the CRM hands out the same page again and again");
    }

    private CrmResult<Read<T>> unreadable(String reason) {
        return new CrmResult.Failed<>(
                new CrmFailure.Unavailable("the list of " + what + " cannot be read page by page: " + reason));
    }

    private static boolean isAscending(ListPage<?> page) {
        return page.items.keySet().stream()
                .gather(Gatherers.windowSliding(2))
                .allMatch(pair -> pair.size() < 2 || pair.getFirst() < pair.getLast());
    }
}
