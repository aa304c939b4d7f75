package dev.followup.journal;

import static java.util.stream.Collectors.toMap;

import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationBuilder;
import dev.followup.journal.WhyAnswer.Today;
import dev.followup.journal.WhyAnswer.Verdict;
import dev.followup.ledger.JournalEntry;
import dev.followup.ledger.JournalEntry.End;
import dev.followup.ledger.JournalEntry.Planned;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.rule.RuleBook;
import dev.followup.rule.store.BookVersion;
import dev.followup.task.DraftCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The explanation of the journal's entries: the verdicts of the rules follow from the facts and the book of
/// then, the rest is kept.
///
/// @param state the account's state: its pending commands
/// @param byToday whether the verdicts of today's book are shown, too
record EntryExplainer(BookHistory books, AccountState state, boolean byToday) {

    WhyAnswer.Event event(JournalEntry entry) {
        var event = entry.event();
        var then = books.version(entry.book());
        var decided = then.orElse(books.today());
        var explanation = ExplanationBuilder.of(decided.book(), event, entry.storedAt());
        var pending = state.pendingCommands().stream()
                .collect(toMap(one -> one.command().key(), Function.identity(), (first, _) -> first));
        return new WhyAnswer.Event(
                event.key(),
                event.kind().word(),
                explanation.events().getFirst().entity(),
                event.time().toString(),
                entry.storedAt().toString(),
                entry.isRecovered(),
                explanation.events().getFirst().facts(),
                entry.isCut(),
                then.map(BookVersion::digest).orElse(null),
                decided.digest().equals(books.today().digest()),
                verdicts(explanation, entry),
                entry.commands().stream()
                        .map(planned -> command(planned, decided.book(), pending))
                        .toList(),
                entry.remarks().stream()
                        .map(remark -> new WhyAnswer.Remark(
                                remark.rule() == null ? null : decided.book().name(remark.rule()),
                                remark.at().toString(),
                                remark.words(),
                                remark.until() == null ? null : remark.until().toString()))
                        .toList());
    }

    private List<Verdict> verdicts(Explanation then, JournalEntry entry) {
        if (!byToday) {
            return listening(then).values().stream()
                    .map(one -> new Verdict(one.rule(), one.fires(), one.reason(), null))
                    .toList();
        }
        var today = listening(ExplanationBuilder.of(books.today().book(), entry.event(), entry.storedAt()));
        var verdicts = new LinkedHashMap<String, Verdict>();
        listening(then)
                .forEach((rule, one) ->
                        verdicts.put(rule, new Verdict(rule, one.fires(), one.reason(), today(one, today.get(rule)))));
        today.forEach((rule, one) -> verdicts.computeIfAbsent(
                rule,
                _ -> new Verdict(
                        rule,
                        false,
                        "the book of then has no such rule for this event",
                        new Today(one.fires(), one.reason(), !Objects.equals(one.fires(), false)))));
        return List.copyOf(verdicts.values());
    }

    private static Today today(Explanation.Verdict then, Explanation.@Nullable Verdict now) {
        return now == null
                ? new Today(
                        false,
                        "the book of today has no such rule for this event",
                        !Objects.equals(then.fires(), false))
                : new Today(now.fires(), now.reason(), !Objects.equals(then.fires(), now.fires()));
    }

    private static Map<String, Explanation.Verdict> listening(Explanation explanation) {
        var listening = new LinkedHashMap<String, Explanation.Verdict>();
        explanation.rules().stream()
                .filter(Explanation.Verdict::listens)
                .forEach(verdict -> listening.put(verdict.rule(), verdict));
        return listening;
    }

    private WhyAnswer.Command command(Planned planned, RuleBook book, Map<String, PendingCommand> pending) {
        var command = planned.command();
        var what = new ExplanationBuilder(book).describe(DraftCommand.of(command));
        var end = planned.end();
        return new WhyAnswer.Command(
                command.key(),
                what,
                planned.at().toString(),
                end == null
                        ? state(Optional.ofNullable(pending.get(command.key())))
                        : end.kind().name().toLowerCase(Locale.ROOT),
                end == null ? circuit().orElse(null) : end.reason().isEmpty() ? null : end.reason(),
                end == null ? List.of() : end.tasks(),
                Optional.ofNullable(end).map(End::at).map(Object::toString).orElse(null));
    }

    private String state(Optional<PendingCommand> pending) {
        if (pending.isEmpty()) {
            return state.isWhole() ? "ended" : "pending";
        }
        return pending.get().sent() == null ? "pending" : "sent";
    }

    /// Why commands are pending, if the account's circuit is open.
    private Optional<String> circuit() {
        return Optional.ofNullable(state.openCircuit())
                .map(circuit -> "the CRM does not carry out commands of this account: " + circuit.reason());
    }
}
