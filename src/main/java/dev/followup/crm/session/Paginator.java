package dev.followup.crm.session;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/// The pages of a list, one after the other. Looks at each item itself: the CRM ignores filters that it does
/// not know, and says nothing.
public final class Paginator<T> {

    private static final Logger LOG = Logger.getLogger(Paginator.class);

    private final Object question;
    private final Predicate<T> answers;
    private final IntFunction<Page<T>> list;
    private OptionalInt next = OptionalInt.of(1);
    private boolean warned;

    /// @param question for the log
    /// @param answers whether an item is one of those asked for
    /// @param list brings a page by its number
    public Paginator(Object question, Predicate<T> answers, IntFunction<Page<T>> list) {
        this.question = question;
        this.answers = answers;
        this.list = list;
    }

    /// What is asked for on the next page, perhaps nothing; empty after the last.
    public Optional<List<T>> next() {
        if (next.isEmpty()) {
            return Optional.empty();
        }
        var number = next.getAsInt();
        var page = list.apply(number);
        next = page.next().stream().filter(following -> following > number).findFirst();
        var items = page.items();
        var wanted = items.stream().filter(answers).toList();
        if (wanted.size() < items.size() && !warned) {
            warned = true;
            LOG.warnf(
                    "the CRM ignored a filter: %d of %d items on page %d are not what %s asks for",
                    items.size() - wanted.size(), items.size(), number, question);
        }
        return Optional.of(wanted);
    }
}
