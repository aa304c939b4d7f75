package dev.followup.journal;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationBuilder;
import dev.followup.explain.ValueFormat;
import dev.followup.journal.WhyAnswer.Waiting;
import dev.followup.journal.WhyAnswer.Webhooks;
import dev.followup.ledger.Journal;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.JournalEntry.Remark;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.DeferredEvent;
import dev.followup.rule.store.BookVersion;
import dev.followup.task.Wait;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The questions that the journal answers: what came of a thing, who made a task, what came on a day.
public final class WhyQuery {

    /// The most events of an answer.
    static final int MAX_EVENTS = 200;

    private final Ledger ledger;
    private final String account;
    private final BookHistory books;
    private final boolean byToday;
    private final Journal journal;

    /// The questions about an account.
    ///
    /// @param today the rule book in use
    /// @param byToday whether the verdicts of today's book are shown, too
    public WhyQuery(Ledger ledger, String account, BookVersion today, boolean byToday) {
        this.ledger = ledger;
        this.account = account;
        this.journal = ledger.journal();
        this.books = new BookHistory(account, journal, today);
        this.byToday = byToday;
    }

    /// What came of a thing, such as `leads/501`.
    public WhyAnswer about(EventSubject subject) {
        var page = journal.about(account, subject, MAX_EVENTS);
        var entries = page.entries();
        var answer = new ArrayList<String>();
        if (!entries.isEmpty()) {
            answer.add("%s %s, the last one at %s.%s"
                    .formatted(
                            entries.size() == 1 ? "1 event names" : entries.size() + " events name",
                            subject,
                            time(entries.getLast().event().time()),
                            entries.size() < MAX_EVENTS ? "" : " Earlier ones are left out."));
        }
        return answer(subject.toString(), answer, page, subject);
    }

    /// Who made a task, and why; and what came of it.
    public WhyAnswer task(long task) {
        var subject = EventSubject.of("tasks/" + task);
        var page = journal.about(account, subject, MAX_EVENTS);
        var trace = ledger.traces(account, Set.of(task)).get(task);
        var answer = new ArrayList<String>();
        var entries = new ArrayList<JournalEntry>();
        if (trace == null || trace.madeBy() == null) {
            answer.add("Followup did not add task " + task + ".");
        } else {
            var origin = trace.madeBy();
            var made = journal.entries(account, List.of(origin.event())).get(origin.event());
            answer.add("Rule %s added task %d for %s."
                    .formatted(
                            books.today().book().name(origin.rule()),
                            task,
                            made == null ? "an event that the journal does not have any more" : words(made.event())));
            Optional.ofNullable(made).ifPresent(entries::add);
        }
        if (trace != null && trace.completed() != null) {
            answer.add("It was completed at " + time(trace.completed()) + ".");
        }
        page.entries().stream().filter(entry -> !entries.contains(entry)).forEach(entries::add);
        var all = new Journal.Page(entries, page.notes(), null);
        return answer(subject.toString(), answer, all, subject);
    }

    /// What came on a day of the rule book's time zone.
    ///
    /// @param after where the page before has ended; `null` for the first page
    public WhyAnswer day(LocalDate day, @Nullable String after) {
        var zone = books.today().book().zone();
        var from = day.atStartOfDay(zone).toInstant();
        var until = day.plusDays(1).atStartOfDay(zone).toInstant();
        var page = journal.between(account, from, after, until, MAX_EVENTS);
        var answer = new ArrayList<String>();
        if (!page.entries().isEmpty()) {
            answer.add("%s that rules listen to on %s.%s"
                    .formatted(
                            page.entries().size() == 1
                                    ? "1 event"
                                    : page.entries().size() + " events",
                            day,
                            page.next() == null ? "" : " There are more: ask again with \"after\"."));
        }
        return answer(day.toString(), answer, page, null);
    }

    private WhyAnswer answer(String question, List<String> answer, Journal.Page page, @Nullable EventSubject subject) {
        var state = ledger.state(account);
        var explainer = new EntryExplainer(books, state, byToday);
        var webhooks = page.entries().isEmpty() ? webhooks() : null;
        var waiting = subject == null ? List.<Waiting>of() : waiting(subject, page.entries());
        var incomplete = subject == null ? List.<WhyAnswer.Incomplete>of() : incomplete(state, subject);
        if (webhooks != null) {
            answer.addAll(nothingCame(question, webhooks));
        }
        if (!waiting.isEmpty()) {
            answer.add(waiting.size() + (waiting.size() == 1 ? " action waits" : " actions wait") + " for its time.");
        }
        if (!incomplete.isEmpty()) {
            answer.add(incomplete.size() + (incomplete.size() == 1 ? " event waits" : " events wait")
                    + " for facts from the CRM.");
        }
        return new WhyAnswer(
                account,
                books.today().book().zone().getId(),
                question,
                List.copyOf(answer),
                page.entries().stream().map(explainer::event).toList(),
                page.notes().stream()
                        .map(note -> new WhyAnswer.Note(
                                note.event(), note.kind(), note.at().toString(), note.words()))
                        .toList(),
                waiting,
                incomplete,
                webhooks,
                page.next(),
                List.of());
    }

    private List<Waiting> waiting(EventSubject subject, List<JournalEntry> entries) {
        var rules = new HashSet<>(books.today().book().keys());
        entries.stream()
                .flatMap(entry -> entry.remarks().stream())
                .map(Remark::rule)
                .filter(Objects::nonNull)
                .forEach(rules::add);
        return journal.waits(account, rules, subject).stream()
                .map(this::waiting)
                .toList();
    }

    private Waiting waiting(Wait wait) {
        var book = books.today().book();
        var rule = wait.origin().rule();
        return new Waiting(
                book.name(rule),
                wait.origin().position(),
                wait.origin().event(),
                wait.subject().toString(),
                what(wait),
                wait.event().time().toString(),
                wait.due().toString(),
                wait.retryAt().equals(wait.due()) ? null : wait.retryAt().toString(),
                book.stopWords(rule));
    }

    /// What would be done if a wait fired with the facts of then; `null` if the book does not have its action
    /// any more.
    private Explanation.@Nullable Command what(Wait wait) {
        var book = books.today().book();
        return book.explain(wait.event(), wait.event().time()).waiting().stream()
                .map(one -> one.draft())
                .filter(draft -> draft.command().key().equals(wait.key()))
                .map(draft -> new ExplanationBuilder(book).describe(draft))
                .findFirst()
                .orElse(null);
    }

    private static List<WhyAnswer.Incomplete> incomplete(AccountState state, EventSubject subject) {
        return state.deferredEvents().stream()
                .map(DeferredEvent::event)
                .filter(event -> EventSubject.namedOrLinked(event).contains(subject))
                .map(event -> new WhyAnswer.Incomplete(
                        event.key(), event.kind().word(), event.time().toString()))
                .toList();
    }

    private Webhooks webhooks() {
        var findings = ledger.webhookFindings(account);
        var check = findings.check();
        return new Webhooks(
                check == null ? null : check.at().toString(),
                check == null ? null : check.words(),
                new TreeSet<>(check == null ? Set.of() : check.subscribed()),
                findings.lastWebhook() == null ? null : findings.lastWebhook().toString());
    }

    private List<String> nothingCame(String question, Webhooks webhooks) {
        var sentences = new ArrayList<String>();
        sentences.add("Nothing that a rule listens to came about " + question + ", as far as the journal goes back.");
        sentences.add(
                webhooks.last() == null
                        ? "No webhook has come at all."
                        : "The last webhook of the account came at " + time(Instant.parse(webhooks.last())) + ".");
        if (webhooks.checked() == null) {
            sentences.add("It is not known what is subscribed: run subscribe to see it.");
        } else {
            sentences.add("At %s %s.".formatted(time(Instant.parse(webhooks.checked())), webhooks.status()));
        }
        return sentences;
    }

    private String words(CrmEvent event) {
        var entity = event.entity() == null ? event.key() : event.entity().toString();
        return event.kind() + " of " + entity + " at " + time(event.time());
    }

    private String time(Instant at) {
        return ValueFormat.time(at, books.today().book().zone());
    }
}
