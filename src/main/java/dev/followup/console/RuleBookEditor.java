package dev.followup.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Account;
import dev.followup.config.ResourceLocation;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationBuilder;
import dev.followup.explain.cases.RuleCase;
import dev.followup.explain.cases.RuleCaseRunner;
import dev.followup.rule.RuleBook;
import dev.followup.rule.RuleBookReader;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.webhook.WebhookReader;
import dev.followup.yaml.InvalidFileException;
import dev.followup.yaml.Problems;
import dev.followup.yaml.YamlFile;
import dev.followup.yaml.YamlNode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The editor of an account's rule book: it checks a book before it is saved, runs its cases, and puts events to it.
///
/// @param account whose book it is
record RuleBookEditor(Account account, RuleBookStore books, LiveFeed feed, WebhookReader reader, ObjectMapper json) {

    /// The position at the begin of a problem, such as `rules.yaml:14:16 `, and of a case's place.
    private static final Pattern PLACE =
            Pattern.compile("[^:\n]+:(?<line>\\d{1,7}):\\d{1,7}(?: (?<words>.*))?", Pattern.DOTALL);

    /// The text of the book in its file.
    String text() {
        return location().text();
    }

    /// The book as it is in its file.
    RuleBookView saved() {
        return view(text());
    }

    /// A book that is not saved.
    RuleBookView view(String text) {
        try {
            return view(text, List.of(), cases(book(text)));
        } catch (InvalidFileException wrong) {
            return view(text, problems(wrong), null);
        }
    }

    private RuleBookView view(String text, List<RuleBookView.Problem> problems, RuleBookView.@Nullable Cases cases) {
        var fired = feed.fired();
        var rules = names(text)
                .map(name -> new RuleBookView.BookRule(
                        name.word(), name.position().line(), fired.getOrDefault(name.word(), 0L)))
                .toList();
        return new RuleBookView(
                location().name(),
                text,
                location().writtenAt().toString(),
                location().canChange(),
                problems,
                rules,
                cases);
    }

    /// Writes a valid book into its file. Followup uses it from the next event on.
    ///
    /// @param version of the file that was edited
    /// @return empty, or why it is not written
    String save(String text, String version) {
        if (!location().canChange()) {
            return location().where() + " is part of the program";
        }
        if (!location().writtenAt().toString().equals(version)) {
            return location().name() + " was changed by another program meanwhile";
        }
        if (!problems(text).isEmpty()) {
            return "the book has mistakes";
        }
        location().replace(text);
        return "";
    }

    /// What an event that has happened would cause now.
    Explanation replay(LiveFeed.Replayable event, String text) {
        return ExplanationBuilder.of(book(text), event.event(), event.storedAt());
    }

    private ResourceLocation location() {
        return books.location(account);
    }

    private RuleBook book(String text) {
        return RuleBookReader.read(
                location().name(), text, books.directory(account).orElse(null));
    }

    /// What is wrong with a book; nothing if it is valid.
    List<RuleBookView.Problem> problems(String text) {
        try {
            book(text);
            return List.of();
        } catch (InvalidFileException wrong) {
            return problems(wrong);
        }
    }

    private static List<RuleBookView.Problem> problems(InvalidFileException wrong) {
        return wrong.problems().stream()
                .map(problem -> {
                    var place = PLACE.matcher(problem);
                    return place.matches()
                            ? new RuleBookView.Problem(Integer.parseInt(place.group("line")), place.group("words"))
                            : new RuleBookView.Problem(0, problem);
                })
                .toList();
    }

    /// The names of the rules in a book, which need not be valid.
    private Stream<YamlNode> names(String text) {
        return new YamlFile(location().name(), text)
                .read(new Problems(), "a book with rules").stream()
                        .flatMap(book -> values(book, "rules"))
                        .flatMap(rules -> rules.items().stream())
                        .flatMap(rule -> values(rule, "name"));
    }

    private static Stream<YamlNode> values(YamlNode mapping, String key) {
        return mapping.written().filter(entry -> entry.name().equals(key)).map(YamlNode.Entry::value);
    }

    private RuleBookView.@Nullable Cases cases(RuleBook book) {
        var file = location().beside("cases");
        if (!file.exists()) {
            return null;
        }
        try {
            var runner = new RuleCaseRunner(book, reader, json);
            var results = RuleCaseRunner.cases(file.name(), file.text(), book.zone()).stream()
                    .map(one -> result(one, runner))
                    .toList();
            return new RuleBookView.Cases(file.name(), List.of(), results);
        } catch (InvalidFileException wrong) {
            return new RuleBookView.Cases(file.name(), problems(wrong), List.of());
        }
    }

    private static RuleBookView.CaseResult result(RuleCase one, RuleCaseRunner runner) {
        var place = PLACE.matcher(one.place());
        return new RuleBookView.CaseResult(
                one.name(),
                place.matches() ? Integer.parseInt(place.group("line")) : 0,
                runner.failure(one).orElse(null));
    }
}
