package dev.followup.explain;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The renderer of a command as lines of text: what would be sent, when, for whom, and what would be checked
/// first.
///
/// @param event when its event happened
/// @param wrapper collects the lines
record CommandRenderer(Explanation.Command command, Instant event, TextWrapper wrapper) {

    void write() {
        var work = command.work();
        wrapper.add("          ", command.action() + what());
        line("waits", waits(command.after()));
        line("stops on", words(command.stopOn()));
        line("text", work.text());
        line("due", due(work.due()));
        line(
                "takes",
                work.durationSeconds() == null ? null : ValueFormat.span(Duration.ofSeconds(work.durationSeconds())));
        line("person", person(work));
        line("not", words(command.passedOver()));
        line("result", work.result());
        line("closed on", words(command.closeOn()));
        line("will ask", command.askedAgain().isEmpty() ? null : "again then: " + words(command.askedAgain()));
        line("will ask", command.which() == null ? null : "for " + command.which());
        line(
                "will ask",
                command.unless() == null ? null : "for " + command.unless() + ": if there is one, none is added");
        line("will ask", command.once() == null ? null : "whether it was done already: " + command.once());
    }

    private static @Nullable String words(List<String> words) {
        return words.isEmpty() ? null : String.join(", ", words);
    }

    private @Nullable String waits(@Nullable String after) {
        if (after == null) {
            return null;
        }
        return OffsetDateTime.parse(after).toInstant().equals(event)
                ? "for the facts of now, which are fetched first"
                : "until " + due(after) + ", with the facts of then";
    }

    /// The task that is added, completed or changed.
    private String what() {
        var work = command.work();
        var on = work.entity() == null ? "" : " on " + work.entity();
        var type = work.type() == null
                ? ""
                : ValueFormat.type(String.valueOf(work.type()))
                        + (work.typeName() == null || isCommon(work.type()) ? "" : " (" + work.typeName() + ")");
        if (adds()) {
            return " " + type + on;
        }
        var which = command.task() == null ? "" : " task " + command.task();
        return which + on + (type.isEmpty() ? "" : ", to type " + type);
    }

    /// Whether rules have a word for a type.
    private static boolean isCommon(long type) {
        return !ValueFormat.type(String.valueOf(type)).equals(String.valueOf(type));
    }

    private boolean adds() {
        return command.task() == null && command.which() == null;
    }

    private static @Nullable String due(@Nullable String due) {
        if (due == null) {
            return null;
        }
        var time = OffsetDateTime.parse(due);
        return ValueFormat.time(time.toInstant(), time.getOffset());
    }

    /// The person in words; `null` if the task keeps its own.
    private @Nullable String person(Explanation.Work work) {
        if (!command.rotates().isEmpty()) {
            return "in turn: " + command.rotates().stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (!command.leastLoaded().isEmpty()) {
            return "the one with the fewest open tasks: " + String.join(", ", command.leastLoaded());
        }
        return work.responsible() != null ? work.person() : adds() ? "left to the CRM" : null;
    }

    private void line(String label, @Nullable String words) {
        if (words != null) {
            wrapper.add("            %-9s ".formatted(label), words);
        }
    }
}
