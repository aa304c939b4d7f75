package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.rule.person.People;
import dev.followup.rule.person.Person;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.text.LogText;
import dev.followup.yaml.AllowedWords;
import io.quarkus.funqy.Funq;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The function `away`: reports to the worker, through the inbox, that a person of the rule book is away, or back.
public class AwayFunction {

    private final Accounts accounts;
    private final Inbox inbox;
    private final RuleBookStore books;

    AwayFunction(Accounts accounts, Inbox inbox, RuleBookStore books) {
        this.accounts = accounts;
        this.inbox = inbox;
        this.books = books;
    }

    /// Reports an absence, or its end.
    @Funq("away")
    public Response away(Request request) {
        var account = accounts.find(request.account());
        if (account.isEmpty()) {
            return refused(List.of(new Refusal("account", accounts.notServed(request.account()))));
        }
        return new Check(request, books.of(account.get()).people()).answer(account.get(), inbox);
    }

    private static Response refused(List<Refusal> reasons) {
        return new Response(null, reasons);
    }

    /// The check of a request.
    private static final class Check {

        private final Request request;
        private final People people;
        private final List<Refusal> refusals = new ArrayList<>();

        Check(Request request, People people) {
            this.request = request;
            this.people = people;
        }

        Response answer(Account account, Inbox inbox) {
            var person = person("person", request.person());
            var asked = request.back() == null ? away(person) : back(person);
            if (!refusals.isEmpty() || asked.isEmpty()) {
                return refused(List.copyOf(refusals));
            }
            try {
                inbox.request(account.name(), asked.get());
                return new Response(words(asked.get()) + " as soon as the worker has read it", List.of());
            } catch (InboxUnavailableException e) {
                return refused(List.of(new Refusal("inbox", "the inbox failed, ask again: " + e.getMessage())));
            }
        }

        private Optional<AccountRequest> away(Optional<Person> person) {
            var from = day("from", request.from());
            var to = day("to", request.to());
            var deputy = request.deputy() == null ? Optional.<Person>empty() : person("deputy", request.deputy());
            if (deputy.isPresent() && deputy.equals(person)) {
                refuse("deputy", "found the person who is away, expected another one");
            }
            if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
                refuse("to", "found " + to.get() + ", which is before the first day " + from.get());
            }
            if (!refusals.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new AccountRequest.Away(
                    person.orElseThrow().name(),
                    from.orElseThrow(),
                    to.orElseThrow(),
                    deputy.map(Person::name).orElse(null)));
        }

        private Optional<AccountRequest> back(Optional<Person> person) {
            if (request.from() != null || request.to() != null || request.deputy() != null) {
                refuse("back", "found back beside from, to or deputy, expected it alone");
            }
            var day = day("back", request.back());
            return refusals.isEmpty()
                    ? Optional.of(new AccountRequest.Back(person.orElseThrow().name(), day.orElseThrow()))
                    : Optional.empty();
        }

        private Optional<Person> person(String where, @Nullable String name) {
            var found = people.named(name);
            if (found.isEmpty()) {
                var names = people.all().stream().map(Person::name).toList();
                var expected =
                        names.isEmpty() ? "people in the rule book, which names none" : "a person of the rule book";
                refuse(
                        where,
                        "found " + (name == null ? "none" : LogText.of(name))
                                + new AllowedWords(expected, names).hint(name == null ? "" : name));
            }
            return found;
        }

        private Optional<LocalDate> day(String where, @Nullable String written) {
            try {
                if (written != null) {
                    return Optional.of(LocalDate.parse(written));
                }
            } catch (DateTimeException _) {
                // refused below
            }
            refuse(
                    where,
                    "found " + (written == null ? "none" : LogText.of(written))
                            + ", expected a day such as 2026-12-21");
            return Optional.empty();
        }

        private void refuse(String where, String reason) {
            refusals.add(new Refusal(where, reason));
        }

        private static String words(AccountRequest asked) {
            return switch (asked) {
                case AccountRequest.Away away ->
                    "%s is away from %s until %s%s"
                            .formatted(
                                    away.person(),
                                    away.from(),
                                    away.to(),
                                    away.deputy() == null ? "," : ", with deputy " + away.deputy() + ",");
                case AccountRequest.Back back -> back.person() + " is back on " + back.from();
                case AccountRequest.DropWait _, AccountRequest.Forget _ -> asked.subject();
            };
        }
    }

    /// Who is away, or back.
    ///
    /// @param account the name of the account
    /// @param person the person's name in the rule book
    /// @param from the first day, such as `2026-12-21`; `null` with `back`
    /// @param to the last day; `null` with `back`
    /// @param deputy the name of the person who gets the tasks meanwhile; `null` for the usual deputy
    /// @param back the first day on which the person works again; `null` for an absence
    public record Request(
            @Nullable String account,
            @Nullable String person,
            @Nullable String from,
            @Nullable String to,
            @Nullable String deputy,
            @Nullable String back) {}

    /// What will happen.
    ///
    /// @param answer in a sentence; absent if the request is wrong
    /// @param refused what is wrong with it
    public record Response(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String answer,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Refusal> refused) {}
}
