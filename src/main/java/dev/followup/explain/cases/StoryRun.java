package dev.followup.explain.cases;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.AccountLedger.SendSelection;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.RuleBook;
import dev.followup.rule.WaitVerdict;
import dev.followup.task.CommandCause;
import dev.followup.task.DraftCommand;
import dev.followup.task.Wait;
import dev.followup.task.WaitEnd;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A story in progress: a ledger with what waits, and what the story has said of the CRM so far.
final class StoryRun {

    /// What is fetched anew when the time of an action has come.
    private static final Set<String> FETCHED = Set.of("lead", "contact", "company", "task");

    private static final int PORTION = 100;

    private final RuleBook book;
    private final StoryClock clock;
    private final AccountLedger ledger;
    private final List<Statement> statements = new ArrayList<>();
    private final Set<EventSubject> gone = new HashSet<>();

    /// The commands of the present step, and why others are missing.
    private final List<DraftCommand> commands = new ArrayList<>();

    private final List<String> notes = new ArrayList<>();

    /// @param start when the story begins
    StoryRun(String account, RuleBook book, Instant start) {
        this.book = book;
        this.clock = new StoryClock(start);
        this.ledger = new InMemoryLedger(clock)
                .acquire(account, "story", Duration.ofDays(1))
                .orElseThrow();
    }

    /// Plays a step: what is due before it fires, then its events are planned, then what is due by then fires.
    ///
    /// @param events the events of the step; none for a moment
    void play(RuleCase.Step step, List<CrmEvent> events) {
        commands.clear();
        notes.clear();
        step.now().forEach((subject, facts) -> statements.add(new Statement(step.time(), subject, facts)));
        fire(lastTickBefore(step.time()));
        clock.now = step.time();
        events.forEach(event -> plan(event, step.time()));
        fire(step.time());
    }

    /// The commands that went at the last step.
    List<DraftCommand> commands() {
        return commands;
    }

    /// Why something that waited did not go at the last step, or does not wait.
    List<String> notes() {
        return notes;
    }

    private static Instant lastTickBefore(Instant time) {
        return time.minusNanos(1).truncatedTo(ChronoUnit.MINUTES);
    }

    private void plan(CrmEvent event, Instant heardAt) {
        event.facts().document().forEach((subject, facts) -> {
            if (FETCHED.contains(subject) && facts instanceof Map<?, ?> known) {
                statements.add(new Statement(event.time(), subject, known));
            }
        });
        EventSubject.of(event).ifPresent(subject -> {
            if (event.kind().verb().equals("deleted")) {
                gone.add(subject);
            } else {
                gone.remove(subject);
            }
        });
        var plan = book.plan(event, heardAt);
        plan.warnings().forEach(notes::add);
        write(
                PlannedWork.of(plan.drafts())
                        .causes(Map.of(event.key(), CommandCause.of(event, heardAt)))
                        .waits(plan.waits(), List.of()),
                plan.drafts());
    }

    private void fire(Instant until) {
        clock.now = until.isAfter(clock.now) ? until : clock.now;
        for (var due = ledger.dueWaits(until, PORTION); !due.isEmpty(); due = ledger.dueWaits(until, PORTION)) {
            due.forEach(this::ask);
        }
    }

    private void ask(Wait wait) {
        var origin = wait.origin();
        var rule = book.name(origin.rule());
        var verdict = isGone(wait)
                ? new WaitVerdict.Dropped(wait.subject() + " is gone")
                : book.ask(origin.rule(), origin.position(), present(wait), notes::add);
        var end = switch (verdict) {
            case WaitVerdict.Fires(var draft) -> WaitEnd.fired(wait, draft);
            case WaitVerdict.Dropped(var reason) -> {
                notes.add(rule + ": " + reason);
                yield WaitEnd.dropped(wait);
            }
            case WaitVerdict.Moved(var follow) -> WaitEnd.dropped(wait).next(follow);
            case WaitVerdict.RuleGone _, WaitVerdict.ActionGone _ ->
                throw new IllegalStateException("the book has changed: " + wait.key());
        };
        if (end.next() == null && !isGone(wait)) {
            end = book.next(origin.rule(), present(wait)).map(end::next).orElse(end);
        }
        var draft = end.draft();
        var cause = new CommandCause(wait.event().kind(), wait.event().entity(), wait.due(), null);
        write(
                PlannedWork.of(List.of())
                        .causes(Map.of(wait.event().key(), cause))
                        .waits(List.of(), List.of(end)),
                draft == null ? List.of() : List.of(draft));
    }

    private boolean isGone(Wait wait) {
        var entity = wait.event().entity();
        return gone.contains(wait.subject()) || (entity != null && gone.contains(EventSubject.of(entity)));
    }

    private void write(PlannedWork work, List<DraftCommand> drafts) {
        var byKey = drafts.stream()
                .collect(Collectors.toMap(draft -> draft.command().key(), Function.identity()));
        var written = ledger.write(work, SendSelection.NONE);
        for (var one : written.added()) {
            var draft = byKey.get(one.command().key());
            commands.add(
                    draft == null
                            ? DraftCommand.of(one.command())
                            : draft.guarded(one.command(), draft.once(), draft.limit())
                                    .closable(null));
        }
        note(written);
    }

    private void note(WriteResult written) {
        written.skippedByOnce().forEach(key -> notes.add(key + " was done already: once"));
        written.overLimit().forEach(key -> notes.add(key + " is over the rule's at-most"));
        written.waits()
                .forEach(result -> notes.add(book.name(result.rule()) + ": " + result.subject() + ": "
                        + result.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    }

    /// The event of a wait with what the story has said since, at the time that has come.
    private CrmEvent present(Wait wait) {
        var document = new LinkedHashMap<>(wait.event().facts().document());
        document.replaceAll((subject, facts) ->
                FETCHED.contains(subject) && facts instanceof Map<?, ?> known ? present(subject, known) : facts);
        return wait.event().with(new Facts(document)).at(wait.due());
    }

    private Map<Object, @Nullable Object> present(String subject, Map<?, ?> known) {
        var facts = new LinkedHashMap<Object, @Nullable Object>(known);
        statements.stream()
                .filter(statement -> statement.isAbout(subject, known.get("id")))
                .sorted(Comparator.comparing(Statement::at))
                .forEach(statement -> facts.putAll(statement.facts));
        return facts;
    }

    /// What the story has said of one thing, or of all things of a kind: the last counts by the CRM's clock,
    /// whichever was heard first.
    private record Statement(Instant at, String subject, Map<?, ?> facts) {

        boolean isAbout(String other, @Nullable Object id) {
            var own = facts.get("id");
            return subject.equals(other) && (own == null || own.equals(id));
        }
    }

    /// The time of the story.
    private static final class StoryClock extends Clock {

        Instant now;

        StoryClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("a story's clock has no zone");
        }
    }
}
