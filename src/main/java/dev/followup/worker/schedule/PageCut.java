package dev.followup.worker.schedule;

import dev.followup.crm.session.Page;

/// The page of a list that begins with an item that was read before: if that item is on it, the list has not moved
/// between the two calls, and nothing is skipped.
///
/// The CRM counts pages of a list by their size, and sizes may differ from call to call.
///
/// @param number from 1
/// @param limit items on a page
record PageCut(int number, int limit) {

    /// A smaller page is never worth the overlap that it saves.
    private static final int SMALLEST = 200;

    /// The page that contains the item before a position, and as many as possible from there on.
    ///
    /// @param position how many items there are before the next one
    static PageCut at(long position) {
        long known = Math.max(0, position - 1);
        var best = cut(known, Page.LARGEST);
        for (int limit = Page.LARGEST - 1; limit >= SMALLEST; limit--) {
            var cut = cut(known, limit);
            if (cut.end() > best.end()) {
                best = cut;
            }
        }
        return best;
    }

    private static PageCut cut(long item, int limit) {
        return new PageCut(Math.toIntExact(item / limit + 1), limit);
    }

    /// How many items there are before the page.
    long begin() {
        return (number - 1L) * limit;
    }

    private long end() {
        return (long) number * limit;
    }
}
