package dev.followup.crm.session;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/// A reader of a list, page by page. It checks each item against the filter itself, since the CRM silently
/// ignores filters that it does not know.
public final class Paginator<T> {

    private static final Logger LOG = Logger.getLogger(Paginator.class);

    private final CrmSession session;
    private final Object query;
    private final Predicate<T> filter;
    private final IntFunction<Page<T>> list;
    private OptionalInt next = OptionalInt.of(1);
    private boolean ignoresFilter;

    /// @param session of the calls
    /// @param query for the log
    /// @param filter whether an item is one of those that were queried
    /// @param list reads a page by its number
    public Paginator(CrmSession session, Object query, Predicate<T> filter, IntFunction<Page<T>> list) {
        this.session = session;
        this.query = query;
        this.filter = filter;
        this.list = list;
    }

    /// Whether a page had items that do not pass the filter.
    public boolean ignoresFilter() {
        return ignoresFilter;
    }

    /// The items of the next page that pass the filter, perhaps none; empty after the last page.
    public Optional<List<T>> next() {
        if (next.isEmpty()) {
            return Optional.empty();
        }
        var number = next.getAsInt();
        var page = list.apply(number);
        next = page.next().stream().filter(following -> following > number).findFirst();
        var items = page.items();
        var wanted = items.stream().filter(filter).toList();
        if (wanted.size() < items.size() && !ignoresFilter) {
            ignoresFilter = true;
            LOG.warnf(
                    "%s: the CRM ignored a filter: %d of %d items on page %d do not match the query %s and are dropped",
                    session.account().name(), items.size() - wanted.size(), items.size(), number, query);
        }
        return Optional.of(wanted);
    }
}
