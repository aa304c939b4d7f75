package dev.followup.explain.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.account.Accounts;
import dev.followup.config.ResourceLocation;
import dev.followup.rule.RuleBook;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.webhook.WebhookReader;
import dev.followup.yaml.InvalidFileException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The watcher of the cases beside the rule books in use: it runs them again whenever a book or its cases
/// change.
@ApplicationScoped
public class RuleCaseWatcher {

    private final Accounts accounts;
    private final RuleBookStore books;
    private final WebhookReader reader;
    private final ObjectMapper json;
    private final Map<ResourceLocation, Version> lastRun = new HashMap<>();

    RuleCaseWatcher(Accounts accounts, RuleBookStore books, WebhookReader reader, ObjectMapper json) {
        this.accounts = accounts;
        this.books = books;
        this.reader = reader;
        this.json = json;
    }

    /// The results of all cases that were not yet run in their present version. A book without cases gives
    /// none, nor does a changed book that is invalid.
    public synchronized List<Result> news() {
        var inUse = new LinkedHashMap<ResourceLocation, RuleBook>();
        accounts.all().forEach(account -> inUse.put(books.location(account).beside("cases"), books.of(account)));
        return inUse.entrySet().stream()
                .filter(book -> book.getKey().exists())
                .flatMap(book -> news(book.getKey(), book.getValue()).stream())
                .toList();
    }

    private Optional<Result> news(ResourceLocation cases, RuleBook book) {
        var version = new Version(book, cases.writtenAt());
        return version.equals(lastRun.put(cases, version)) ? Optional.empty() : Optional.of(result(cases, book));
    }

    private Result result(ResourceLocation location, RuleBook book) {
        var name = location.name();
        try {
            var cases = RuleCaseRunner.cases(name, location.text(), book.zone());
            var runner = new RuleCaseRunner(book, reader, json);
            var failures =
                    cases.stream().flatMap(one -> runner.failure(one).stream()).toList();
            return failures.isEmpty()
                    ? new Result(true, "%d cases of %s hold".formatted(cases.size(), name))
                    : new Result(
                            false,
                            "%d of %d cases of %s do not hold:%n%s"
                                    .formatted(
                                            failures.size(),
                                            cases.size(),
                                            name,
                                            String.join("%n".formatted(), failures)));
        } catch (InvalidFileException | IllegalArgumentException wrong) {
            return new Result(false, "%s is wrong, its cases are not tried:%n%s".formatted(name, wrong.getMessage()));
        }
    }

    /// The result of a book's cases.
    ///
    /// @param good whether all of them hold
    /// @param words how many hold; else the differences, or the problems of the file
    public record Result(boolean good, String words) {}

    /// The version of a book and its cases. A book that is read again is another object.
    private record Version(RuleBook book, FileTime casesWrittenAt) {}
}
