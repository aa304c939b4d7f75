package dev.followup.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationBuilder;
import dev.followup.explain.TextWrapper;
import dev.followup.ledger.Journal;
import dev.followup.ledger.JournalEntry;
import dev.followup.rule.store.BookVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event of the journal, put to another book than that of then: the decisions only, nothing is sent.
///
/// @param key the event's key
/// @param isBookOfThenKept whether the book of then is known; without it there is nothing to compare
/// @param differences the rules that decide otherwise, in the order of the books
public record Replay(String key, boolean isBookOfThenKept, List<Difference> differences) {

    /// What a rule decides otherwise.
    ///
    /// @param then what the book of then says; absent if it has no such rule
    /// @param now what the other book says; absent if it has no such rule
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Difference(
            String rule, @Nullable Decision then, @Nullable Decision now) {}

    /// What a book says of a rule.
    ///
    /// @param fires `null` if it cannot tell without more facts
    public record Decision(@Nullable Boolean fires, String reason, List<Explanation.Command> commands) {}

    /// The replay of an entry.
    ///
    /// @param other the book that decides now
    public static Replay of(Journal journal, String account, JournalEntry entry, BookVersion other) {
        var then = new BookHistory(account, journal, other).version(entry.book());
        return new Replay(
                entry.event().key(),
                then.isPresent(),
                then.map(book -> differences(
                                ExplanationBuilder.of(book.book(), entry.event(), entry.storedAt()),
                                ExplanationBuilder.of(other.book(), entry.event(), entry.storedAt())))
                        .orElse(List.of()));
    }

    private static List<Difference> differences(Explanation then, Explanation now) {
        var rules = new LinkedHashSet<String>();
        then.rules().forEach(verdict -> rules.add(verdict.rule()));
        now.rules().forEach(verdict -> rules.add(verdict.rule()));
        var differences = new ArrayList<Difference>();
        for (var rule : rules) {
            var before = decision(then, rule);
            var after = decision(now, rule);
            if (!isSame(before, after)) {
                differences.add(new Difference(rule, before.orElse(null), after.orElse(null)));
            }
        }
        return differences;
    }

    private static Optional<Decision> decision(Explanation explanation, String rule) {
        return explanation.rules().stream()
                .filter(verdict -> verdict.rule().equals(rule) && verdict.listens())
                .findFirst()
                .map(verdict -> new Decision(
                        verdict.fires(),
                        verdict.reason(),
                        explanation.commands().stream()
                                .filter(command -> command.rule().equals(rule))
                                .toList()));
    }

    /// Whether two decisions are the same, whatever their reasons. A rule that does not fire is as none.
    private static boolean isSame(Optional<Decision> then, Optional<Decision> now) {
        Boolean before = then.map(Decision::fires).orElse(then.isPresent() ? null : false);
        Boolean after = now.map(Decision::fires).orElse(now.isPresent() ? null : false);
        return Objects.equals(before, after)
                && then.map(Decision::commands)
                        .orElse(List.of())
                        .equals(now.map(Decision::commands).orElse(List.of()));
    }

    /// The replay as lines of text.
    public List<String> lines() {
        var wrapper = new TextWrapper();
        wrapper.add("", "Replay of " + key + ": " + summary());
        for (var difference : differences) {
            wrapper.add("  ", difference.rule());
            render(wrapper, "then", difference.then());
            render(wrapper, "now", difference.now());
        }
        return wrapper.lines();
    }

    private String summary() {
        if (!isBookOfThenKept) {
            return "the book of then is not kept";
        }
        return differences.isEmpty()
                ? "this book decides as the book of then did"
                : differences.size() + (differences.size() == 1 ? " rule decides" : " rules decide") + " otherwise";
    }

    private static void render(TextWrapper wrapper, String when, @Nullable Decision decision) {
        var prefix = "    %-5s ".formatted(when);
        if (decision == null) {
            wrapper.add(prefix, "no such rule for this event");
            return;
        }
        var fires = decision.fires() == null ? "?" : decision.fires() ? "FIRES" : "no";
        wrapper.add(prefix + "%-6s ".formatted(fires), decision.reason());
        decision.commands().forEach(command -> wrapper.add(" ".repeat(17), words(command)));
    }

    private static String words(Explanation.Command command) {
        var work = command.work();
        return command.action()
                + (work.text() == null ? "" : " \"" + work.text() + "\"")
                + (work.entity() == null ? "" : " on " + work.entity())
                + (work.due() == null ? "" : ", due " + work.due())
                + (work.responsible() == null ? "" : ", for " + work.person())
                + (command.after() == null ? "" : ", waits until " + command.after());
    }
}
