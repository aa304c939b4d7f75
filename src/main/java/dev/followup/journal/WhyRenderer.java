package dev.followup.journal;

import dev.followup.explain.Explanation;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.explain.TextWrapper;
import dev.followup.explain.ValueFormat;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The renderer of an answer as lines of text that a salesperson can be shown.
public final class WhyRenderer {

    private final WhyAnswer answer;
    private final ZoneId zone;
    private final TextWrapper wrapper = new TextWrapper();

    public WhyRenderer(WhyAnswer answer) {
        this.answer = answer;
        this.zone = ZoneId.of(answer.zone());
    }

    public List<String> lines() {
        if (!answer.question().isEmpty()) {
            wrapper.add("", answer.question() + ", times of " + zone);
        }
        answer.answer().forEach(sentence -> wrapper.add("  ", sentence));
        answer.events().forEach(this::render);
        list(
                "Not planned",
                answer.notes().stream()
                        .map(note -> time(note.at()) + " " + note.kind() + ": " + note.words())
                        .toList());
        list(
                "Waiting for facts",
                answer.incomplete().stream()
                        .map(event -> event.kind() + " of " + time(event.time()))
                        .toList());
        list("Waiting for its time", answer.waiting().stream().map(this::words).toList());
        list("Wrong", answer.refused().stream().map(Refusal::words).toList());
        if (answer.next() != null) {
            list("More", List.of("ask again with after: " + answer.next()));
        }
        return wrapper.lines();
    }

    private String words(WhyAnswer.Waiting one) {
        var what = one.what();
        var text = what == null ? null : what.work().text();
        return "rule " + one.rule() + ", action " + (one.action() + 1) + (text == null ? "" : ", \"" + text + "\"")
                + ", for " + one.subject() + " until "
                + time(one.due())
                + (one.askedAgainAt() == null ? "" : ", asked again at " + time(one.askedAgainAt()))
                + (one.stopOn().isEmpty() ? "" : ", stopped by " + String.join(", ", one.stopOn()));
    }

    private void list(String title, List<String> items) {
        if (!items.isEmpty()) {
            wrapper.leaveGap();
            wrapper.add("", title);
            items.forEach(item -> wrapper.add("  ", item));
        }
    }

    private void render(WhyAnswer.Event event) {
        wrapper.leaveGap();
        wrapper.add("", time(event.time()) + " " + event.kind() + (event.entity() == null ? "" : " " + event.entity()));
        if (event.recovered()) {
            wrapper.add("  ", "No webhook reported it: it was found in the CRM's list of events.");
        }
        if (event.factsAreCut()) {
            wrapper.add("  ", "Its facts were too large and are cut: the reasons may differ from those of then.");
        }
        if (event.book() == null) {
            wrapper.add("  ", "The rule book of then is not kept: these are the reasons of today's.");
        } else if (!event.bookIsTodays()) {
            wrapper.add("  ", "The rule book has changed since.");
        }
        if (event.rules().isEmpty()) {
            wrapper.add("  ", "No rule listens to it.");
        }
        event.rules().forEach(rule -> render(event, rule));
        event.remarks().stream()
                .filter(remark -> !isListed(event, remark.rule()))
                .forEach(this::render);
        event.commands().stream()
                .filter(command -> !isListed(event, command.what().rule()))
                .forEach(this::render);
        wrapper.add("  key     ", event.key());
    }

    private static boolean isListed(WhyAnswer.Event event, @Nullable String rule) {
        return event.rules().stream().anyMatch(verdict -> verdict.rule().equals(rule));
    }

    private void render(WhyAnswer.Event event, WhyAnswer.Verdict rule) {
        wrapper.add("  %-7s ".formatted(word(rule.fires())) + rule.rule() + "  ", rule.reason());
        var today = rule.today();
        if (today != null) {
            wrapper.add(
                    "          today: %-5s ".formatted(word(today.fires())),
                    (today.differs() ? "DIFFERENT: " : "") + today.reason());
        }
        event.remarks().stream()
                .filter(remark -> rule.rule().equals(remark.rule()))
                .forEach(this::render);
        event.commands().stream()
                .filter(command -> command.what().rule().equals(rule.rule()))
                .forEach(this::render);
    }

    private static String word(@Nullable Boolean fires) {
        return fires == null ? "?" : fires ? "FIRES" : "no";
    }

    private void render(WhyAnswer.Remark remark) {
        wrapper.add(
                "          ",
                time(remark.at()) + " " + remark.words()
                        + (remark.until() == null ? "" : " until " + time(remark.until())));
    }

    private void render(WhyAnswer.Command command) {
        var work = command.what().work();
        wrapper.add("          ", command.what().action() + what(command.what()));
        if (work.due() != null) {
            wrapper.add(
                    "            due       ",
                    time(OffsetDateTime.parse(work.due()).toInstant()));
        }
        if (work.person() != null) {
            wrapper.add("            person    ", work.person());
        }
        wrapper.add("            " + "%-10s".formatted(command.state()), became(command));
    }

    private static String what(Explanation.Command command) {
        var work = command.work();
        var text = work.text() == null ? "" : " \"" + work.text() + "\"";
        var task = command.task() == null ? "" : " task " + command.task();
        return task + text + (work.entity() == null ? "" : " on " + work.entity());
    }

    private String became(WhyAnswer.Command command) {
        var tasks = command.tasks().isEmpty()
                ? ""
                : command.tasks().stream().map(task -> "task " + task).collect(Collectors.joining(", ", " ", ""));
        var reason = command.reason() == null ? "" : ": " + command.reason();
        return (command.ended() == null ? "since " + time(command.planned()) : "at " + time(command.ended()))
                + tasks
                + reason;
    }

    private String time(String at) {
        return time(Instant.parse(at));
    }

    private String time(Instant at) {
        return ValueFormat.time(at, zone);
    }
}
