package dev.followup.function;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An order as lines of text: what would be sent, when, to whom, and what would be asked first.
///
/// @param sheet what it is written on
record OrderText(Explanation.Order order, Sheet sheet) {

    void write() {
        var work = order.work();
        sheet.add("          ", order.action() + what());
        line("text", work.text());
        line("due", due(work.due()));
        line("takes", work.durationSeconds() == null ? null : Words.span(Duration.ofSeconds(work.durationSeconds())));
        line("person", person(work.responsible()));
        line("result", work.result());
        line("will ask", order.which() == null ? null : "for " + order.which());
        line("will ask", order.unless() == null ? null : "for " + order.unless() + ": if there is one, none is added");
        line("will ask", order.once() == null ? null : "whether it was done already: " + order.once());
    }

    /// What is added, completed or changed.
    private String what() {
        var work = order.work();
        var on = work.entity() == null ? "" : " on " + work.entity();
        var type = work.type() == null ? "" : Words.type(String.valueOf(work.type()));
        if (adds()) {
            return " " + type + on;
        }
        var which = order.task() == null ? "" : " task " + order.task();
        return which + on + (type.isEmpty() ? "" : ", to type " + type);
    }

    private boolean adds() {
        return order.task() == null && order.which() == null;
    }

    private static @Nullable String due(@Nullable String due) {
        if (due == null) {
            return null;
        }
        var time = OffsetDateTime.parse(due);
        return Words.time(time.toInstant(), time.getOffset());
    }

    /// `null` if it stays with whom it is.
    private @Nullable String person(@Nullable Long user) {
        if (!order.rotates().isEmpty()) {
            return "in turn: " + order.rotates().stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return user != null ? "user " + user : adds() ? "left to the CRM" : null;
    }

    private void line(String label, @Nullable String words) {
        if (words != null) {
            sheet.add("            %-9s ".formatted(label), words);
        }
    }
}
