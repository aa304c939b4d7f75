package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.event.EventSubject;
import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.journal.WhyAnswer;
import dev.followup.journal.WhyQuery;
import dev.followup.journal.WhyRenderer;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.LedgerUnavailableException;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.text.LogText;
import io.quarkus.funqy.Funq;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The function `why`: answers what came of an entity, who made a task, or what came on a day, and why. It reads the
/// ledger; what waits it drops through the inbox. It calls no CRM.
public class WhyFunction {

    private static final Pattern SUBJECT = Pattern.compile("[a-z]+(-[a-z]+)*/[^\"/\\s]{1,100}");
    private static final Pattern RULE = Pattern.compile("[^\"]{1,200}");

    private final Accounts accounts;
    private final RuleBookStore books;
    private final Ledger ledger;
    private final Inbox inbox;

    WhyFunction(Accounts accounts, RuleBookStore books, Ledger ledger, Inbox inbox) {
        this.accounts = accounts;
        this.books = books;
        this.ledger = ledger;
        this.inbox = inbox;
    }

    /// Answers a question.
    @Funq("why")
    public Response why(Request request) {
        var answer = answer(request);
        return "text".equals(request.as())
                ? new Response(null, new WhyRenderer(answer).lines())
                : new Response(answer, List.of());
    }

    private WhyAnswer answer(Request request) {
        var account = accounts.find(request.account());
        if (account.isEmpty()) {
            return refused(request, "account", accounts.notServed(request.account()));
        }
        long asked = Stream.of(request.entity(), request.task(), request.day(), request.drop())
                .filter(one -> one != null)
                .count();
        if (asked != 1) {
            return refused(
                    request, "entity", "found " + asked + " questions, expected one of entity, task, day, and drop");
        }
        try {
            return answer(account.get(), request);
        } catch (DateTimeException _) {
            return refused(
                    request, "day", "found " + LogText.of(String.valueOf(request.day())) + ", expected 2026-11-21");
        } catch (LedgerUnavailableException | InboxUnavailableException e) {
            return refused(request, "account", "the ledger or the inbox failed, ask again: " + e.getMessage());
        }
    }

    private WhyAnswer answer(Account account, Request request) {
        if (request.drop() != null) {
            return dropped(account, request, request.drop());
        }
        var query = new WhyQuery(ledger, account.name(), books.version(account), request.today());
        if (request.task() != null) {
            return query.task(request.task());
        }
        if (request.day() != null) {
            return query.day(LocalDate.parse(request.day()), request.after());
        }
        var entity = String.valueOf(request.entity());
        return isSubject(entity)
                ? query.about(EventSubject.of(entity))
                : refused(request, "entity", "found " + LogText.of(entity) + ", expected one such as leads/501");
    }

    /// Whether a text names a thing, such as `leads/501`.
    static boolean isSubject(String text) {
        return SUBJECT.matcher(text).matches();
    }

    private WhyAnswer dropped(Account account, Request request, Drop drop) {
        var entity = drop.entity();
        var rule = drop.rule();
        if (entity == null
                || !isSubject(entity)
                || rule == null
                || !RULE.matcher(rule).matches()) {
            return refused(
                    request, "drop", "expected such as {\"entity\": \"leads/501\", \"rule\": \"call-new-lead\"}");
        }
        var book = books.of(account);
        inbox.request(account.name(), new AccountRequest.DropWait(entity, book.key(rule)));
        return WhyAnswer.said(
                account.name(),
                entity,
                "What rule " + rule + " waits for about " + entity
                        + " is dropped as soon as the worker has read it from the inbox.");
    }

    private static WhyAnswer refused(Request request, String where, String reason) {
        return WhyAnswer.refused(String.valueOf(request.account()), where, reason);
    }

    /// What a person asks: one of entity, task, day and drop.
    ///
    /// @param account the name of the account
    /// @param entity what came of it, such as `leads/501`; also `contacts/9`, `talks/7`
    /// @param task the id of the task: who made it?
    /// @param day what came on it, in the time zone of the rule book, such as `2026-11-21`
    /// @param after where the page before has ended; `null` for the first page of a day
    /// @param today whether the verdicts of today's rule book are shown beside those of then
    /// @param drop what waits and is to be dropped
    /// @param as `text` for lines that people read, `json` or `null` for data that programs read
    public record Request(
            @Nullable String account,
            @Nullable String entity,
            @Nullable Long task,
            @Nullable String day,
            @Nullable String after,
            boolean today,
            @Nullable Drop drop,
            @Nullable String as) {}

    /// What waits and is to be dropped: all that a rule waits for about a thing.
    ///
    /// @param entity such as `leads/501`
    /// @param rule its name
    public record Drop(@Nullable String entity, @Nullable String rule) {}

    /// An answer in the form that was asked for.
    ///
    /// @param answer its fields are those of the answer; `null` if text was asked for
    /// @param lines the answer as text; empty unless text was asked for
    public record Response(
            @JsonUnwrapped @Nullable WhyAnswer answer,
            @JsonIgnore List<String> lines) {

        /// The text as a JSON array with a line of its own for each of its lines; absent unless text was asked for.
        @JsonProperty("text")
        @JsonRawValue
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        String text() {
            return ExplainFunction.Response.text(lines);
        }
    }
}
